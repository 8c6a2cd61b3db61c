/**
 * sendBatch: parts one after another under one deadline, a result for each message, and what is told when a part fails.
 */
import { describe, expect, it } from '@jest/globals';
import { decodeBatchEntries } from '../../../../lib/client/message/batch-codec.js';
import type { Message } from '../../../../lib/client/message/message.js';
import type { BatchPartlySentError } from '../../../../lib/client/producer/batch-partly-sent-error.js';
import { decodeProperties } from '../../../../lib/client/message/message-properties.js';
import type { ProducerOptions } from '../../../../lib/client/producer/producer-options.js';
import type { SendMessageHook } from '../../../../lib/client/producer/send-hook.js';
import type { SendResult } from '../../../../lib/client/producer/send-result.js';
import { aMessage } from '../../../fixtures/messages.js';
import { aProducer, aReadyProducer, type ProducerRig } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import type { FakeSocket } from '../../../fixtures/remoting-socket.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

const BATCH = 320;
const SINGLE = 310;

const messages = (count: number): Message[] =>
  Array.from({ length: count }, (_, index) => aMessage({ body: Buffer.from(`m${index}`), tags: `t${index}` }));

/** Bodies of the messages in each frame to the broker. */
const sent = (socket: FakeSocket): string[][] =>
  socket.frames
    .filter(({ code }) => code === BATCH || code === SINGLE)
    .map(({ code, body = Buffer.alloc(0) }) =>
      code === SINGLE ? [bodyText(body)] : decodeBatchEntries(body).map((entry) => bodyText(entry.body)),
    );
const bodyText = (body: Uint8Array): string => Buffer.from(body).toString();

/** The broker answers the last frame; what follows is written. */
async function answerBatch(socket: FakeSocket, count: number, queueOffset: number): Promise<void> {
  const msgId = Array.from({ length: count }, (_, index) => `ID${queueOffset + index}`).join(',');
  socket.answer(socket.lastFrame, { extFields: { msgId, queueId: '1', queueOffset: String(queueOffset) } });
  await turn();
}

async function rig(options: Partial<ProducerOptions> = {}): Promise<{ rig: ProducerRig; socket: FakeSocket }> {
  const ready = await aReadyProducer([BROKER_A], { options });
  return { rig: ready, socket: ready.dialer.socket(MASTER_A) };
}

/** Room for two messages of `messages()` in one part, not for three. */
const TWO_A_PART = { maxBodyBytes: 250 };

describe('sendBatch', () => {
  it('[B0.14] [B7.1b] [F3] writes one frame in the tick of the call, each message with an id of its own, none on the batch', async () => {
    const { rig: one, socket } = await rig();

    const results = outcomeOf(one.producer.sendBatch(messages(3)));

    const { code, extFields, body } = socket.lastFrame;
    const properties = decodeBatchEntries(body ?? Buffer.alloc(0)).map((entry) => entry.properties);
    expect(code).toBe(BATCH);
    expect(extFields).toMatchObject({ b: 'TopicTest', f: '0', h: '0', i: 'WAIT\u0001true\u0002', m: 'true' });
    expect(properties.map((text) => text.split('\u0002')[0]?.split('\u0001')[0])).toEqual(Array(3).fill('UNIQ_KEY'));
    expect(new Set(properties.map((text) => text.split('\u0002')[0])).size).toBe(3);
    await answerBatch(socket, 3, 7);
    expect(results.now).toMatchObject({
      value: [0, 1, 2].map((index) => ({ offsetMsgId: `ID${7 + index}`, queueOffset: 7 + index })),
    });
  });

  it('takes no messageId, as each message has its own', async () => {
    const { rig: ready, socket } = await rig();

    const error = await rejectionOf(
      ready.producer.sendBatch(messages(2), { messageId: '7F0000010000000000000000000000AB' }),
    );

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS', problems: ['messageId is not for batches'] });
    expect(sent(socket)).toEqual([]);
  });

  it('[B6.9] [F3] gives every message what a hook adds, in each attempt, and leaves the messages as they are', async () => {
    const hook: SendMessageHook = {
      sendMessageBefore: (context) => context.addProperty(`span-${context.attempt}`, 'x'),
    };
    const { rig: ready, socket } = await rig({ sendMessageHooks: [hook] });
    const batch = [0, 1].map((index) => aMessage({ properties: Object.freeze({ index: `${index}` }) }));
    void ready.producer.sendBatch(batch).catch(() => {});

    socket.answer(socket.lastFrame, { code: 2 });
    await turn();

    const added = socket.frames.map(({ body = Buffer.alloc(0) }) =>
      decodeBatchEntries(body).map(({ properties }) => decodeProperties(properties)),
    );
    expect(added).toMatchObject([
      [
        { index: '0', 'span-1': 'x' },
        { index: '1', 'span-1': 'x' },
      ],
      [
        { index: '0', 'span-1': 'x', 'span-2': 'x' },
        { index: '1', 'span-1': 'x', 'span-2': 'x' },
      ],
    ]);
    expect(batch.map(({ properties }) => properties)).toEqual([{ index: '0' }, { index: '1' }]);
  });

  it('[B6.9] [F3] does not add what would make it too large; it goes without, and an event tells', async () => {
    const hook: SendMessageHook = { sendMessageBefore: (context) => context.addProperty('span', 'x'.repeat(40)) };
    const { rig: ready, socket } = await rig({ sendMessageHooks: [hook], ...TWO_A_PART });

    void ready.producer.sendBatch(messages(2)).catch(() => {});

    expect(sent(socket)).toEqual([['m0', 'm1']]);
    expect(ready.events).toMatchObject([
      { type: 'hook-threw', error: { code: 'INVALID_MESSAGE', field: 'properties.span' } },
    ]);
  });

  it('[F3] of one message is that message by itself', async () => {
    const { rig: one, socket } = await rig();

    void one.producer.sendBatch(messages(1));

    expect(socket.lastFrame.code).toBe(SINGLE);
    expect(socket.lastFrame.extFields).toMatchObject({ m: 'false' });
  });

  it('[B6.5e] [F3] does not compress', async () => {
    const { rig: one, socket } = await rig({ compressOverBytes: 1 });

    void one.producer.sendBatch(messages(2));

    expect(sent(socket)).toEqual([['m0', 'm1']]);
    expect(socket.lastFrame.extFields).toMatchObject({ f: '0' });
  });

  it('[B0.14] [F3] above the limit goes in parts, the next when the one before is stored', async () => {
    const { rig: one, socket } = await rig(TWO_A_PART);
    const results = outcomeOf(one.producer.sendBatch(messages(5)));
    const first = sent(socket);

    await answerBatch(socket, 2, 10);
    const second = sent(socket).slice(1);
    await answerBatch(socket, 2, 20);
    socket.answer(socket.lastFrame, { extFields: { msgId: 'LAST', queueId: '0', queueOffset: '3' } });
    await turn();

    expect(first).toEqual([['m0', 'm1']]);
    expect(second).toEqual([['m2', 'm3']]);
    expect(sent(socket).at(-1)).toEqual(['m4']);
    expect((results.now as { value: readonly SendResult[] }).value.map(({ queueOffset }) => queueOffset)).toEqual([
      10, 11, 20, 21, 3,
    ]);
  });

  it('[F3] in parts is told of as it was called, though its list is emptied meanwhile', async () => {
    const { rig: one, socket } = await rig(TWO_A_PART);
    const list = [...messages(5)];
    const result = outcomeOf(one.producer.sendBatch(list));
    list.length = 0;

    await answerBatch(socket, 2, 10);
    socket.answer(socket.lastFrame, { code: 13, extFields: undefined });
    await turn();

    expect(result.now).toMatchObject({
      error: { code: 'BATCH_PARTLY_SENT', topic: 'TopicTest', failedCount: 2, notSentCount: 1 },
    });
  });

  it('[F3] in parts pinned by a selector goes to the one queue that it chose', async () => {
    const { rig: one, socket } = await rig(TWO_A_PART);
    let calls = 0;
    const selector = (queues: readonly { topic: string; brokerName: string; queueId: number }[]) =>
      queues[calls++ % queues.length]!;
    void one.producer.sendBatch(messages(4), { selector });

    await answerBatch(socket, 2, 0);

    expect(socket.frames.filter(({ code }) => code === BATCH).map(({ extFields }) => extFields?.['e'])).toEqual([
      '0',
      '0',
    ]);
    expect(calls).toBe(1);
  });

  it('[F3] in parts needs no second permit while it holds the first', async () => {
    const { rig: one, socket } = await rig({ ...TWO_A_PART, maxInFlightSends: 1, whenInFlightFull: 'fail' });
    const results = outcomeOf(one.producer.sendBatch(messages(4)));

    await answerBatch(socket, 2, 0);
    await answerBatch(socket, 2, 2);

    expect(results.now.state).toBe('resolved');
  });

  it('[F3] tells which messages are stored when a later part fails', async () => {
    const { rig: one, socket } = await rig(TWO_A_PART);
    const sending = one.producer.sendBatch(messages(5));
    const failing = rejectionOf(sending);

    await answerBatch(socket, 2, 10);
    socket.answer(socket.lastFrame, { code: 13, remark: 'no' });

    const error = (await failing) as BatchPartlySentError;
    expect(error).toMatchObject({
      code: 'BATCH_PARTLY_SENT',
      responseCode: 13,
      failedCount: 2,
      notSentCount: 1,
      results: [{ queueOffset: 10 }, { queueOffset: 11 }],
      cause: { code: 'BROKER_REJECTED' },
    });
    expect(error.message).toContain('the first 2 of 5 messages to topic TopicTest are stored, the next 2 failed');
    expect(sent(socket)).toHaveLength(2);
  });

  it('[F3] whose first part fails ends as a single send does, and names the ids of that part', async () => {
    const { rig: one, socket } = await rig(TWO_A_PART);
    const failing = rejectionOf(one.producer.sendBatch(messages(5)));

    socket.answer(socket.lastFrame, { code: 13, remark: 'no' });

    const error = (await failing) as Error & { messageId: string };
    expect(error).toMatchObject({ code: 'BROKER_REJECTED', responseCode: 13 });
    expect(error.messageId.split(',')).toHaveLength(2);
    expect(error.message).toContain('and 1 more');
  });

  it('[F3] has one deadline for all its parts', async () => {
    const { rig: one, socket } = await rig({ ...TWO_A_PART, timeoutMs: 1000 });
    const failing = rejectionOf(one.producer.sendBatch(messages(4)));

    one.clock.advance(900);
    await answerBatch(socket, 2, 0);
    one.clock.advance(100);

    expect(await failing).toMatchObject({ code: 'BATCH_PARTLY_SENT', failedCount: 2, cause: { code: 'SEND_TIMEOUT' } });
  });

  it('[F3] in parts is one thing that close() waits for', async () => {
    const { rig: one, socket } = await rig(TWO_A_PART);
    const results = outcomeOf(one.producer.sendBatch(messages(4)));
    const closing = outcomeOf(one.producer.close());

    await answerBatch(socket, 2, 0);
    const halfway = closing.now.state;
    await answerBatch(socket, 2, 2);

    expect(halfway).toBe('pending');
    expect([results.now.state, closing.now.state]).toEqual(['resolved', 'resolved']);
  });

  it('[F3] in parts ends with its signal, and sends no further part', async () => {
    const { rig: one, socket } = await rig(TWO_A_PART);
    const abort = new AbortController();
    const failing = rejectionOf(one.producer.sendBatch(messages(4), { signal: abort.signal }));

    await answerBatch(socket, 2, 0);
    abort.abort(new Error('enough'));

    expect(await failing).toMatchObject({ code: 'BATCH_PARTLY_SENT', cause: { code: 'SEND_ABORTED' } });
    expect(sent(socket)).toHaveLength(2);
  });

  it('[F3] refuses a bad message before anything is sent', async () => {
    const { rig: one, socket } = await rig(TWO_A_PART);
    const properties = { long: 'x'.repeat(33_000) };

    const error = await rejectionOf(one.producer.sendBatch([...messages(4), aMessage({ properties })]));

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'messages[4].properties' });
    expect(sent(socket)).toEqual([]);
  });
});

describe('sendBatchAsync', () => {
  it('[F3] tells the callback the results, once, after the call', async () => {
    const { rig: one, socket } = await rig();
    const told: (readonly SendResult[])[] = [];
    const failures: Error[] = [];

    one.producer.sendBatchAsync(messages(2), {
      onSuccess: (results) => told.push(results),
      onException: (error) => failures.push(error),
    });
    const answering = answerBatch(socket, 2, 5);
    const within = told.length;
    await answering;

    expect(within).toBe(0);
    expect(told).toMatchObject([[{ queueOffset: 5 }, { queueOffset: 6 }]]);
    expect(failures).toEqual([]);
  });

  it('[F3] retries no answer of a broker, as the ASYNC policy has it', async () => {
    const { rig: one, socket } = await rig();
    const error = new Promise((resolve, reject) => {
      one.producer.sendBatchAsync(messages(2), { onSuccess: reject, onException: resolve });
    });

    socket.answer(socket.lastFrame, { code: 2, remark: 'busy' });

    expect(await error).toMatchObject({ code: 'BROKER_REJECTED', responseCode: 2 });
    expect(sent(socket)).toHaveLength(1);
  });

  it.each([
    ['no list', null],
    ['an empty list', []],
  ])('[B11.2] [F3] tells the callback of %s', async (_what, bad) => {
    const error = new Promise((resolve, reject) => {
      aProducer().producer.sendBatchAsync(bad as unknown as Message[], { onSuccess: reject, onException: resolve });
    });

    expect(await error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'messages' });
  });
});
