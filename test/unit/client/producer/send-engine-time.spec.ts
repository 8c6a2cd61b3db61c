/**
 * The one deadline of a send, over everything it waits for.
 */
import { describe, expect, it } from '@jest/globals';
import type { SendTimeoutError } from '../../../../lib/client/errors/send-errors.js';
import type { MessageQueue } from '../../../../lib/client/message/message-queue.js';
import type { MessageQueueSelector } from '../../../../lib/client/producer/message-queue-selector.js';
import type { Producer } from '../../../../lib/client/producer/producer.js';
import type { SendOptions } from '../../../../lib/client/producer/send-options.js';
import { aMessage } from '../../../fixtures/messages.js';
import {
  answerSend,
  aProducer,
  aReadyProducer,
  aRoutedProducer,
  busySocket,
  send,
  STORED_FIELDS,
} from '../../../fixtures/remoting-producer.js';
import { aRoute, BROKER_A, BROKER_B, MASTER_A, MASTER_B } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn, until } from '../../../fixtures/remoting-turns.js';

const BOTH = [BROKER_A, BROKER_B];
const firstQueue: MessageQueueSelector = (queues) => queues[0] as MessageQueue;

function asPromise(producer: Producer, options: SendOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    producer.sendAsync(aMessage(), { onSuccess: resolve, onException: reject }, options);
  });
}

describe('the deadline of a send', () => {
  it('[B5.0b] holds while the name servers are silent', async () => {
    const rig = aProducer();
    const result = outcomeOf(send(rig));

    rig.clock.advance(3000);
    await turn();

    expect(result.now).toMatchObject({ error: { code: 'NO_NAME_SERVER' } });
    expect([rig.producer.inFlight, rig.clock.waiting]).toEqual([0, 0]);
  });

  it('[E4.2] holds while the broker is dialled', async () => {
    const rig = await aRoutedProducer([BROKER_A]);
    const result = outcomeOf(send(rig));

    rig.clock.advance(3000);
    await turn();

    expect(result.now).toMatchObject({
      error: {
        code: 'SEND_TIMEOUT',
        responseCode: 10_002,
        cause: { code: 'CONNECT_FAILED' },
        attempts: [{ attempt: 1 }],
      },
    });
    expect([rig.producer.inFlight, rig.clock.waiting]).toEqual([0, 0]);
  });

  it('[B5.11] [B5.12c] holds while the broker is silent, and keeps the cause', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = outcomeOf(send(rig));

    rig.clock.advance(2999);
    await turn();
    const early = result.now.state;
    rig.clock.advance(1);
    await turn();

    expect(early).toBe('pending');
    expect(result.now).toMatchObject({
      error: {
        code: 'SEND_TIMEOUT',
        timeoutMs: 3000,
        cause: { code: 'REQUEST_TIMEOUT', address: MASTER_A },
        attempts: [{ attempt: 1, brokerName: 'broker-a', address: MASTER_A, elapsedMs: 3000 }],
      },
    });
    expect(rig.dialer.socket(MASTER_A).frames).toHaveLength(1);
    expect(rig.clock.waiting).toBe(0);
  });

  it('[B5.3] [B5.5] [B6.12] covers the waits before and between attempts', async () => {
    const rig = aProducer();
    const result = outcomeOf(send(rig));
    rig.clock.advance(1000);
    rig.nameServers.last.answer(aRoute());
    await turn();
    rig.clock.advance(1000);
    const socket = rig.dialer.accept(MASTER_A);
    rig.clock.advance(900);
    socket.answer(socket.lastFrame, { code: 2 });

    rig.clock.advance(100);
    await turn();

    expect(result.now).toMatchObject({ error: { code: 'SEND_TIMEOUT', attempts: [{ attempt: 1 }, { attempt: 2 }] } });
    expect(rig.clock.now()).toBe(4000);
  });

  it('[B0.2] is that of the send, if it has one of its own', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = outcomeOf(rig.producer.send(aMessage(), { timeoutMs: 40 }));

    rig.clock.advance(40);
    await turn();

    expect(result.now).toMatchObject({ error: { code: 'SEND_TIMEOUT', timeoutMs: 40 } });
  });

  it.each<[way: string, send: (producer: Producer) => Promise<unknown>]>([
    ['[B0.4] sendAsync', (producer) => asPromise(producer, { timeoutMs: 40 })],
    ['[B0.10] send with a selector', (producer) => producer.send(aMessage(), { timeoutMs: 40, selector: firstQueue })],
    ['[B0.12] sendAsync with a selector', (producer) => asPromise(producer, { timeoutMs: 40, selector: firstQueue })],
  ])('begins with the call of %s, and is not begun anew', async (_way, sendIt) => {
    const rig = aProducer();
    rig.nameServers.routes.set('TopicTest', aRoute([BROKER_A]));
    const result = outcomeOf(sendIt(rig.producer));

    rig.clock.advance(25);
    await turn();
    rig.dialer.accept(MASTER_A);
    rig.clock.advance(14);
    await turn();
    const justBefore = result.now.state;
    rig.clock.advance(1);
    await turn();

    expect(justBefore).toBe('pending');
    expect(result.now).toMatchObject({ error: { code: 'SEND_TIMEOUT', timeoutMs: 40, attempts: [{ attempt: 1 }] } });
  });

  it('is earlier than that of another send to the same broker, and hurts only its own', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const [long, short] = [outcomeOf(send(rig)), outcomeOf(rig.producer.send(aMessage(), { timeoutMs: 40 }))];
    await turn();
    const socket = rig.dialer.socket(MASTER_A);

    rig.clock.advance(40);
    socket.answer(socket.frames[0] ?? { opaque: 0 }, { extFields: STORED_FIELDS });
    await turn();

    expect([long.now.state, short.now.state]).toEqual(['resolved', 'rejected']);
  });

  it('[E5.2] lets an answer count that came before the sweep', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = outcomeOf(send(rig));
    rig.clock.jump(3500);

    answerSend(rig.dialer.socket(MASTER_A));
    rig.clock.advance(0);
    await turn();

    expect(result.now.state).toBe('resolved');
  });

  it('[B6.11] [B7.4] is over when a body took too long to compress', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = outcomeOf(send(rig, { body: Buffer.alloc(5000) }));
    rig.clock.jump(3000);

    await until(() => result.now.state !== 'pending');

    expect(result.now).toMatchObject({ error: { code: 'SEND_TIMEOUT', attempts: [] } });
    expect(rig.dialer.socket(MASTER_A).writes).toEqual([]);
  });
});

describe('a frozen broker', () => {
  it('[B5.4] [B5.13] gets a share of the time while another broker could take the message', async () => {
    const rig = await aReadyProducer(BOTH);
    const result = outcomeOf(send(rig));
    const frozen = busySocket(rig);
    const [a, b] = [rig.dialer.socket(MASTER_A), rig.dialer.socket(MASTER_B)];
    const other = frozen === a ? b : a;

    rig.clock.advance(999);
    const before = other.frames.length;
    rig.clock.advance(1);
    answerSend(other);
    await turn();

    expect([before, other.frames.length]).toEqual([0, 1]);
    expect(result.now.state).toBe('resolved');
    expect(frozen.isDestroyed).toBe(false);
  });

  it('[B5.5] [E5.1] leaves the last attempt all the rest, and its late answer is dropped', async () => {
    const rig = await aReadyProducer(BOTH);
    const result = outcomeOf(send(rig));
    const frozen = busySocket(rig);
    const firstFrame = frozen.lastFrame;
    rig.clock.advance(2999);
    frozen.answer(firstFrame, { code: 13 });
    await turn();
    const early = result.now.state;

    rig.clock.advance(1);
    await turn();

    expect(early).toBe('pending');
    const { error } = result.now as unknown as { error: SendTimeoutError };
    expect(error.attempts.map(({ elapsedMs }) => elapsedMs)).toEqual([1000, 1000, 1000]);
    expect(rig.pool.ready(MASTER_A)).toBeDefined();
  });

  it.each([
    ['none', [3000]],
    [500, [500, 500, 2000]],
  ] as const)('[B5.4] gets as much as maxTimeoutPerRequestMs says: %s', async (maxTimeoutPerRequestMs, elapsed) => {
    const rig = await aReadyProducer(BOTH, { options: { maxTimeoutPerRequestMs } });
    const result = outcomeOf(send(rig));

    rig.clock.advance(3000);
    await turn();

    const { error } = result.now as unknown as { error: SendTimeoutError };
    expect(error.attempts.map(({ elapsedMs }) => elapsedMs)).toEqual(elapsed);
  });

  it('that cannot even be dialled holds up an attempt no longer than its share', async () => {
    const rig = await aRoutedProducer(BOTH);
    const result = outcomeOf(send(rig));
    const [first] = rig.dialer.addresses;
    rig.clock.advance(1000);
    const other = first === MASTER_A ? MASTER_B : MASTER_A;

    answerSend(rig.dialer.accept(other));
    await turn();

    expect(rig.dialer.addresses).toEqual([first, other]);
    expect(result.now.state).toBe('resolved');
  });
});
