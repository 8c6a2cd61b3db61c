import { describe, expect, it } from '@jest/globals';
import type { MessageQueue } from '../../../../lib/client/message/message-queue.js';
import { resolveSendOptions, type SendOptions } from '../../../../lib/client/producer/send-options.js';
import { thrownBy } from '../../../fixtures/caught.js';

const message = { topic: 'T', body: Buffer.from('x') };
const ID = '7F0000010000000000000000000000AB';
const aQueue = (queueId: number): MessageQueue => ({ topic: 'T', brokerName: 'broker-a', queueId });
const [first, second] = [aQueue(0), aQueue(1)];
const queues = [first, second, aQueue(2)];

const resolve = (options: unknown): ReturnType<typeof resolveSendOptions> =>
  resolveSendOptions(options as SendOptions | undefined, message, 700);

describe('the time of a send', () => {
  it.each([
    [undefined, 700],
    [{}, 700],
    [{ timeoutMs: undefined }, 700],
    [{ timeoutMs: 50 }, 50],
  ])('[B0.2] [B0.16] with %p is %d ms', (options, expected) => {
    expect(resolve(options).timeoutMs).toBe(expected);
  });

  it.each([0, -1, Number.NaN, Infinity, 2 ** 31])('of %d ms is refused', (timeoutMs) => {
    const error = thrownBy(() => resolve({ timeoutMs }));

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS', problems: [expect.stringContaining('timeoutMs is')] });
  });
});

describe('the options of a send', () => {
  it.each([null, 5000, 'options'])('are refused if they are %p', (options) => {
    expect(thrownBy(() => resolve(options))).toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: [expect.stringContaining('object')],
    });
  });

  it.each([null, {}, new AbortController()])('are refused with the signal %p', (signal) => {
    expect(thrownBy(() => resolve({ signal }))).toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: ['signal must be an AbortSignal'],
    });
  });
});

describe('the id of a send', () => {
  it('is a new one unless the options name it', () => {
    expect(resolve({}).messageId).toBeUndefined();
    expect(resolve({ messageId: ID }).messageId).toBe(ID);
  });

  it.each([5, '', 'order-1', ID.toLowerCase(), `${ID}0`])('is refused if it is %p', (messageId) => {
    expect(thrownBy(() => resolve({ messageId }))).toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: [expect.stringContaining('messageId must be')],
    });
  });
});

describe('the queue of a send', () => {
  it('is chosen in turn unless the options say otherwise', () => {
    expect(resolve({ timeoutMs: 5 }).pin).toBeUndefined();
  });

  it('is the one given, even if the route does not have it', () => {
    expect(resolve({ queue: second }).pin?.([])).toEqual(second);
  });

  it('stays as it was given', () => {
    const queue = { ...second };
    const { pin } = resolve({ queue });

    queue.queueId = 7;

    expect(pin?.([])).toEqual(second);
  });

  it('is what the selector takes from the writable queues, with the message to look at', () => {
    const seen: unknown[] = [];
    const selector = (all: readonly MessageQueue[], given: unknown): MessageQueue => {
      seen.push(all, given);
      return first;
    };

    expect(resolve({ selector }).pin?.(queues)).toEqual(first);
    expect(seen).toEqual([queues, message]);
  });

  it("[B0.9] is Java's for a sharding key", () => {
    expect(resolve({ shardingKey: 'orders-17' }).pin?.(queues)).toEqual(queues[Math.abs(javaHashOf('orders-17') % 3)]);
  });

  it.each([
    [{ queue: first, selector: () => first }, 'queue and selector exclude each other'],
    [{ queue: first, shardingKey: 'k' }, 'queue and shardingKey exclude each other'],
    [{ selector: 'hash' }, 'selector must be a function'],
    [{ shardingKey: ' ' }, 'shardingKey must be a string that is not blank'],
  ])('cannot be said by %p', (options, problem) => {
    const error = thrownBy(() => resolve(options));

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS', problems: [problem] });
  });

  it('[B11.5] of another topic is refused', () => {
    const error = thrownBy(() => resolve({ queue: { ...first, topic: 'other' } }));

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'topic' });
  });

  it.each([
    null,
    'queue',
    { topic: 'T' },
    { ...first, queueId: 1.5 },
    { ...first, queueId: -1 },
    { ...first, brokerName: 5 },
  ])('cannot be %p', (queue) => {
    expect(thrownBy(() => resolve({ queue }))).toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: [expect.stringContaining('MessageQueue')],
    });
  });

  it('cannot be half a queue that a selector returns', () => {
    const { pin } = resolve({ selector: () => ({ topic: 'T', brokerName: 'broker-a' }) });

    expect(thrownBy(() => pin?.(queues))).toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('[B2.9] cannot be selected from none, and a selector must choose', () => {
    expect(() => resolve({ shardingKey: 'k' }).pin?.([])).toThrow('no writable queue');
    expect(() => resolve({ selector: () => undefined }).pin?.(queues)).toThrow('select message queue return null.');
  });
});

/** Java's `String.hashCode` by its definition, in whole numbers. */
function javaHashOf(text: string): number {
  const units = Array.from({ length: text.length }, (_, index) => BigInt(text.charCodeAt(index)));
  const sum = units.reduce((hash, unit) => (hash * 31n + unit) % 2n ** 32n, 0n);
  return Number(BigInt.asIntN(32, sum));
}
