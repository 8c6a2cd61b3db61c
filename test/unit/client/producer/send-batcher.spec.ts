/**
 * Automatic batching: who travels together, in which order, until when, and what each caller is told.
 */
import { describe, expect, it } from '@jest/globals';
import { decodeBatchEntries } from '../../../../lib/client/message/batch-codec.js';
import type { SendFailedError } from '../../../../lib/client/errors/send-errors.js';
import { decodeProperties } from '../../../../lib/client/message/message-properties.js';
import type { Message } from '../../../../lib/client/message/message.js';
import type { BatchingOptions } from '../../../../lib/client/producer/batching-options.js';
import type { ProducerOptions } from '../../../../lib/client/producer/producer-options.js';
import type { SendOptions } from '../../../../lib/client/producer/send-options.js';
import type { SendResult } from '../../../../lib/client/producer/send-result.js';
import { aMessage } from '../../../fixtures/messages.js';
import { aProducer, aReadyProducer, connect, type ProducerRig } from '../../../fixtures/remoting-producer.js';
import { aRoute, BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import type { FakeSocket } from '../../../fixtures/remoting-socket.js';
import { type Outcome, outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const SINGLE = 310;
const BATCH = 320;
const QUEUE = { topic: 'TopicTest', brokerName: 'broker-a', queueId: 1 };
const OTHER_QUEUE = { ...QUEUE, queueId: 0 };

/** Resolves when what this tick has started has run, before the next turn of the event loop. */
const tick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

class BatchingRig {
  readonly #rig: ProducerRig;

  constructor(rig: ProducerRig) {
    this.#rig = rig;
  }

  get rig(): ProducerRig {
    return this.#rig;
  }

  get socket(): FakeSocket {
    return this.#rig.dialer.socket(MASTER_A);
  }

  send(text: string, options?: SendOptions, parts?: Partial<Message>): { readonly now: Outcome<SendResult> } {
    return outcomeOf(this.#rig.producer.send(aMessage({ body: Buffer.from(text), ...parts }), options));
  }

  sendAsync(text: string): { readonly now: Outcome<SendResult> } {
    return outcomeOf(
      new Promise((resolve, reject) => {
        const callback = { onSuccess: resolve, onException: reject };
        this.#rig.producer.sendAsync(aMessage({ body: Buffer.from(text) }), callback);
      }),
    );
  }

  /** Bodies of the messages in each frame to the broker, in the order of the wire. */
  get sent(): string[] {
    return this.socket.frames
      .filter(({ code }) => code === SINGLE || code === BATCH)
      .map(({ code, body = Buffer.alloc(0) }) =>
        code === SINGLE
          ? body.toString()
          : decodeBatchEntries(body)
              .map((entry) => entry.body.toString())
              .join('+'),
      );
  }

  /** The broker answers the last frame; what follows is written. */
  async stored(count: number, queueOffset = 0): Promise<void> {
    const msgId = Array.from({ length: count }, (_, index) => `ID${queueOffset + index}`).join(',');
    this.socket.answer(this.socket.lastFrame, { extFields: { msgId, queueId: '1', queueOffset: String(queueOffset) } });
    await turn();
  }
}

async function batching(
  settings: boolean | BatchingOptions = true,
  options: Partial<ProducerOptions> = {},
): Promise<BatchingRig> {
  return new BatchingRig(await aReadyProducer([BROKER_A], { options: { batching: settings, ...options } }));
}

describe('a producer with batching', () => {
  it('[F4] [B8.batchId] sends the messages of one tick as one batch, and gives each caller its own result', async () => {
    const one = await batching();
    const outcomes = ['a', 'b', 'c'].map((text) => one.send(text));
    await turn();

    await one.stored(3, 7);

    const results = outcomes.map(({ now }) => (now as { value: SendResult }).value);
    const keys = decodeBatchEntries(one.socket.lastFrame.body ?? Buffer.alloc(0)).map(
      ({ properties }) => decodeProperties(properties)['UNIQ_KEY'],
    );
    expect(one.sent).toEqual(['a+b+c']);
    expect(results.map(({ msgId }) => msgId)).toEqual(keys);
    expect(results).toMatchObject([
      { offsetMsgId: 'ID7', queueOffset: 7 },
      { offsetMsgId: 'ID8', queueOffset: 8 },
      { offsetMsgId: 'ID9', queueOffset: 9 },
    ]);
  });

  it('[F4] waits for no other turn and no timer when one caller sends alone, and sends no batch', async () => {
    const one = await batching();

    const outcome = one.send('a');
    await Promise.resolve();
    await tick();

    expect(one.socket.frames.map(({ code }) => code)).toEqual([SINGLE]);
    await one.stored(1);
    expect(outcome.now.state).toBe('resolved');
  });

  it('[F4] waits for the end of the turn while others are under way', async () => {
    const one = await batching();
    one.send('first');
    await turn();

    one.send('a');
    await tick();
    const before = [...one.sent];
    one.send('b');
    await turn();
    await turn();

    expect(before).toEqual(['first']);
    expect(one.sent).toEqual(['first', 'a+b']);
  });

  it('[F4] lets callers that were answered together come again together', async () => {
    const one = await batching();
    const again = async (text: string): Promise<void> => {
      await one.rig.producer.send(aMessage({ body: Buffer.from(text) }));
      one.send(text.toUpperCase());
    };
    const both = [again('a'), again('b')];
    await turn();

    await one.stored(2);
    await Promise.all(both);
    await turn();

    expect(one.sent).toEqual(['a+b', 'A+B']);
  });

  it('[F4] sends a batch that is full in the tick of the call', async () => {
    const one = await batching({ maxCount: 2 });

    for (const text of ['a', 'b', 'c', 'd', 'e']) one.send(text);
    const within = one.rig.producer.inFlight;
    await turn();
    await turn();

    expect(within).toBe(5);
    expect(one.sent).toEqual(['a+b', 'c+d', 'e']);
  });

  it('[F4] keeps batches within maxBytes, properties included; larger messages go alone', async () => {
    const one = await batching({ maxBytes: 200 });

    for (const text of ['a', 'b', 'c', 'L'.repeat(250), 'd', 'e']) one.send(text);
    await turn();
    await turn();

    expect(one.sent.map((text) => text.slice(0, 3))).toEqual(['a+b', 'c', 'LLL', 'd+e']);
  });

  it.each<[string, SendOptions | undefined, Partial<Message>]>([
    ['another wait flag', undefined, { waitStoreMsgOk: false }],
    ['another time-out', { timeoutMs: 77 }, {}],
    ['a pinned queue', { queue: QUEUE }, {}],
  ])('[F4] joins nothing with %s, and keeps the order', async (_what, options, parts) => {
    const one = await batching();

    one.send('a');
    one.send('b');
    one.send('x', options, parts);
    one.send('c');
    one.send('d');
    await turn();
    await turn();

    expect(one.sent).toEqual(['a+b', 'x', 'c+d']);
  });

  it.each<[string, Partial<Message>]>([
    ['would be compressed', { body: Buffer.alloc(4096, 'z') }],
    ['is delayed', { delayLevel: 3 }],
    ['has a delivery time as other clients write it', { properties: { __STARTDELIVERTIME: '1' } }],
    ['goes to a retry topic', { topic: '%RETRY%group' }],
    ['is delivered by delay level', { delayLevel: 1 }],
    ['names further queues', { properties: { INNER_MULTI_DISPATCH: 'lmq' } }],
  ])('[F4] joins no message that %s', async (_what, parts) => {
    const rig = await aReadyProducer([BROKER_A], { options: { batching: true } });
    const one = new BatchingRig(rig);
    rig.nameServers.routes.set('%RETRY%group', aRoute([BROKER_A]));
    rig.find('%RETRY%group');
    await turn();

    one.send('x', undefined, parts);
    one.send('y', undefined, parts);
    await turn();
    await turn();
    await turn();

    expect(one.socket.frames.map(({ code }) => code)).not.toContain(BATCH);
  });

  it('[F4] joins SYNC with SYNC and ASYNC with ASYNC only', async () => {
    const one = await batching();

    const outcomes = [one.send('s1'), one.send('s2'), one.sendAsync('a1'), one.sendAsync('a2')];
    await turn();
    await turn();
    const { sent } = one;
    for (const [index, frame] of one.socket.frames.filter(({ code }) => code === BATCH).entries()) {
      one.socket.answer(frame, { extFields: { msgId: 'X,Y', queueId: '0', queueOffset: String(index * 10) } });
    }
    await turn();

    expect(sent).toEqual(['s1+s2', 'a1+a2']);
    expect(outcomes.map(({ now }) => (now as { value: SendResult }).value.queueOffset)).toEqual([0, 1, 10, 11]);
  });

  it('[F4] joins one-way sends, too', async () => {
    const one = await batching();
    const outcomes = ['a', 'b'].map((text) =>
      outcomeOf(one.rig.producer.sendOneway(aMessage({ body: Buffer.from(text) }))),
    );

    await turn();
    await turn();

    expect(one.sent).toEqual(['a+b']);
    expect(outcomes.map(({ now }) => now.state)).toEqual(['resolved', 'resolved']);
  });

  it('[F4] joins pinned sends by their queue', async () => {
    const one = await batching();

    for (const text of ['p1', 'q1', 'p2', 'q2']) one.send(text, { queue: text.startsWith('p') ? QUEUE : OTHER_QUEUE });
    await turn();
    await turn();

    const queues = one.socket.frames.filter(({ code }) => code === BATCH).map(({ extFields }) => extFields?.['e']);
    expect(one.sent).toEqual(['p1+p2', 'q1+q2']);
    expect(queues).toEqual(['1', '0']);
  });

  it('[F4] asks the selector once for each send, and fails only the send whose selector throws', async () => {
    const one = await batching();
    let calls = 0;
    const selector = (): typeof QUEUE => {
      calls += 1;
      return QUEUE;
    };
    const bad = (): never => {
      calls += 1;
      throw new Error('no idea');
    };

    one.send('a', { selector });
    const failed = one.send('x', { selector: bad });
    one.send('b', { selector });
    await turn();

    expect(one.sent).toEqual(['a+b']);
    expect(calls).toBe(3);
    expect(failed.now).toMatchObject({ error: { code: 'QUEUE_SELECTION_FAILED', cause: { message: 'no idea' } } });
  });

  it('[F4] sends pinned ones alone and in the order of the calls while the route is not known', async () => {
    const rig = aProducer({ options: { batching: true } });
    const one = new BatchingRig(rig);
    for (const text of ['a', 'b', 'c']) one.send(text, { queue: QUEUE });

    rig.nameServers.last.answer(aRoute([BROKER_A]));
    await turn();
    rig.dialer.accept(MASTER_A);
    await turn();

    expect(one.sent).toEqual(['a', 'b', 'c']);
  });

  it('[F4] lets a batch wait for the route once', async () => {
    const rig = aProducer({ options: { batching: true } });
    const one = new BatchingRig(rig);
    for (const text of ['a', 'b']) one.send(text);
    await turn();

    rig.nameServers.last.answer(aRoute([BROKER_A]));
    await turn();
    connect(rig, MASTER_A);
    await turn();

    expect(rig.nameServers.topics).toEqual(['TopicTest']);
    expect(one.sent).toEqual(['a+b']);
  });
});

describe('a batch of several callers that fails', () => {
  it('[F4] is retried whole, under the same ids', async () => {
    const one = await batching();
    const outcomes = ['a', 'b'].map((text) => one.send(text));
    await turn();

    one.socket.answer(one.socket.lastFrame, { code: 2, remark: 'busy' });
    await turn();
    const [first, second] = one.socket.frames.filter(({ code }) => code === BATCH);
    await one.stored(2);

    expect(second?.body).toEqual(first?.body);
    expect(outcomes.map(({ now }) => now.state)).toEqual(['resolved', 'resolved']);
  });

  it('[F4] tells each caller by an error of its own, with its id and all attempts', async () => {
    const one = await batching(true, { retryTimesWhenSendFailed: 1 });
    const outcomes = ['a', 'b'].map((text) => one.send(text));
    await turn();

    for (let attempt = 0; attempt < 2; attempt += 1) {
      one.socket.answer(one.socket.lastFrame, { code: 2, remark: 'busy' });
      await turn();
    }

    const errors = outcomes.map(({ now }) => (now as { error: Error }).error as SendFailedError);
    expect(errors[0]).not.toBe(errors[1]);
    expect(errors.map(({ messageId }) => messageId.length)).toEqual([32, 32]);
    expect(errors[0]?.messageId).not.toBe(errors[1]?.messageId);
    for (const error of errors) {
      expect(error).toMatchObject({
        code: 'BROKER_REJECTED',
        responseCode: 2,
        attempts: [{ attempt: 1 }, { attempt: 2 }],
      });
      expect(error.message).toContain(`message id ${error.messageId}`);
    }
    expect(one.rig.producer.inFlight).toBe(0);
  });

  it('[F4] by a hook that forbids it forbids the sends of all', async () => {
    const checkForbiddenHooks = [{ hookName: 'embargo', checkForbidden: () => Promise.reject(new Error('no')) }];
    const one = await batching(true, { checkForbiddenHooks });
    const outcomes = ['a', 'b'].map((text) => one.send(text));

    await turn();
    await turn();

    for (const { now } of outcomes)
      expect(now).toMatchObject({ error: { code: 'SEND_FORBIDDEN', forbiddenBy: 'embargo' } });
  });
});

describe('a caller whose message waits for others or travels with them', () => {
  it('[F4] is taken out of a batch that is not yet sent when its signal fires', async () => {
    const one = await batching();
    const abort = new AbortController();
    one.send('a');
    const outcome = one.send('x', { signal: abort.signal });
    one.send('b');

    abort.abort(new Error('enough'));
    await turn();

    expect(one.sent).toEqual(['a+b']);
    expect(outcome.now).toMatchObject({ error: { code: 'SEND_ABORTED' } });
  });

  it('[F4] is alone in being rejected when its signal fires later', async () => {
    const one = await batching();
    const abort = new AbortController();
    const outcomes = [one.send('a'), one.send('x', { signal: abort.signal }), one.send('b')];
    await turn();

    abort.abort(new Error('enough'));
    await turn();
    const states = outcomes.map(({ now }) => now.state);
    await one.stored(3, 4);

    expect(states).toEqual(['pending', 'rejected', 'pending']);
    expect(outcomes[0]?.now).toMatchObject({ value: { queueOffset: 4 } });
    expect(outcomes[2]?.now).toMatchObject({ value: { queueOffset: 6 } });
    expect(one.rig.producer.inFlight).toBe(0);
  });

  it('[F4] makes the batch end with it if nobody else waits', async () => {
    const one = await batching();
    const abort = new AbortController();
    for (const text of ['a', 'b']) one.send(text, { signal: abort.signal });
    await turn();

    abort.abort(new Error('enough'));
    one.socket.answer(one.socket.lastFrame, { code: 2 });
    await turn();

    expect(one.sent).toEqual(['a+b']);
  });

  it('[F4] is told of the attempts of its batch until then, the one under way included', async () => {
    const one = await batching();
    const abort = new AbortController();
    const outcome = one.send('x', { signal: abort.signal });
    one.send('a');
    await turn();
    one.socket.answer(one.socket.lastFrame, { code: 2, remark: 'busy' });
    await turn();

    abort.abort(new Error('enough'));
    one.socket.answer(one.socket.lastFrame, { code: 2, remark: 'busy' });
    await turn();

    expect((outcome.now as { error: Error }).error).toMatchObject({
      code: 'SEND_ABORTED',
      attempts: [
        { attempt: 1, error: { responseCode: 2 } },
        { attempt: 2, error: { message: 'enough' } },
      ],
    });
  });

  it('[F4] leaves no timer behind when it is answered before its deadline', async () => {
    const one = await batching({ lingerMs: 20 });
    one.send('a');
    one.rig.clock.advance(10);
    one.send('b');
    one.rig.clock.advance(10);
    await turn();
    const before = one.rig.clock.waiting;

    await one.stored(2);

    expect(one.sent).toEqual(['a+b']);
    expect(one.rig.clock.waiting).toBe(before - 1);
  });

  it('[F4] has its own deadline, though it waited for a permit before', async () => {
    const one = await batching(true, { maxInFlightSends: 2, timeoutMs: 1000, retryTimesWhenSendFailed: 0 });
    one.send('a');
    one.send('b');
    await turn();
    const early = one.send('early');
    one.rig.clock.advance(900);
    const late = one.send('late');
    await one.stored(2);
    await turn();

    one.rig.clock.advance(100);
    await turn();
    const states = [early.now.state, late.now.state];
    await one.stored(2, 8);

    expect(one.sent).toEqual(['a+b', 'early+late']);
    expect(states).toEqual(['rejected', 'pending']);
    expect(early.now).toMatchObject({ error: { code: 'SEND_TIMEOUT' } });
    expect(late.now).toMatchObject({ value: { queueOffset: 9 } });
  });

  it('[F4] times out with the others when the broker does not answer, within its time', async () => {
    const one = await batching(true, { timeoutMs: 1000 });
    const outcomes = ['a', 'b'].map((text) => one.send(text));
    await turn();

    one.rig.clock.advance(1000);
    await turn();

    for (const { now } of outcomes) expect(now).toMatchObject({ error: { code: 'SEND_TIMEOUT', timeoutMs: 1000 } });
  });

  it('[F4] holds one permit until its message has settled', async () => {
    const one = await batching(true, { maxInFlightSends: 2, whenInFlightFull: 'fail' });
    one.send('a');
    one.send('b');
    const refused = one.send('c');
    await turn();

    await one.stored(2);
    one.send('d');
    one.send('e');
    await turn();
    await turn();

    expect(refused.now).toMatchObject({ error: { code: 'BACK_PRESSURE' } });
    expect(one.sent).toEqual(['a+b', 'd+e']);
  });
});

describe('with a linger time', () => {
  it('[F4] sends what has come together when the time of the first is over', async () => {
    const one = await batching({ lingerMs: 20 });
    one.send('a');
    await turn();
    one.rig.clock.advance(19);
    one.send('b');
    const before = [...one.sent];

    one.rig.clock.advance(1);
    await turn();

    expect(before).toEqual([]);
    expect(one.sent).toEqual(['a+b']);
  });

  it('[F4] sends at once when the producer closes, and waits for the answers', async () => {
    const one = await batching({ lingerMs: 20_000 }, { maxInFlightSends: 2 });
    const outcomes = ['a', 'b', 'c'].map((text) => one.send(text));

    const closing = outcomeOf(one.rig.producer.close());
    await turn();
    await one.stored(2);
    await turn();
    await one.stored(1);

    expect(one.sent).toEqual(['a+b', 'c']);
    expect(outcomes.map(({ now }) => now.state)).toEqual(['resolved', 'resolved', 'resolved']);
    expect(closing.now).toMatchObject({ value: { pending: 3, settled: 3, aborted: 0 } });
  });

  it('[F4] gives up batches that are not answered in the drain time, each caller by itself', async () => {
    const one = await batching({ lingerMs: 20 });
    const outcomes = ['a', 'b'].map((text) => one.send(text));

    const closing = outcomeOf(one.rig.producer.close({ drainTimeoutMs: 10 }));
    one.rig.clock.advance(10);
    await turn();

    for (const { now } of outcomes) expect(now).toMatchObject({ error: { code: 'PRODUCER_CLOSED' } });
    expect(closing.now).toMatchObject({ value: { pending: 2, aborted: 2 } });
  });
});
