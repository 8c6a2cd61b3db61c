/**
 * A message with a timer goes to brokers that have timers, and to no other.
 */
import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../../../lib/client/message/message.js';
import type { FakeSocket } from '../../../fixtures/remoting-socket.js';
import { BROKER_A, BROKER_B, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { aMessage } from '../../../fixtures/messages.js';
import { answerSend, aReadyProducer, send } from '../../../fixtures/remoting-producer.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const V4_9_7 = 407;
const V5_0_0 = 413;
const V5_5_0 = 513;
const QUESTION = 30;
const SEND = 310;

const TIMERS: readonly Partial<Message>[] = [{ deliverAfterMs: 5000 }, { deliverAt: new Date(1_800_000_000_000) }];

function codes(socket: FakeSocket): number[] {
  return socket.frames.map(({ code }) => code);
}

describe('a message with a timer', () => {
  it.each(TIMERS)('%j asks a broker that has said nothing yet for its version, and then goes out', async (timer) => {
    const rig = await aReadyProducer([BROKER_A]);
    const socket = rig.dialer.socket(MASTER_A);
    const outcome = outcomeOf(send(rig, timer));
    const before = codes(socket);

    socket.answer(socket.lastFrame, { version: V5_5_0 });
    await turn();
    const after = codes(socket);
    answerSend(socket);
    await turn();

    expect([before, after]).toEqual([[QUESTION], [QUESTION, SEND]]);
    expect(outcome.now).toMatchObject({ state: 'resolved' });
  });

  it.each(['an answer', 'a refusal'])('takes the version from %s to that question', async (what) => {
    const rig = await aReadyProducer([BROKER_A]);
    const socket = rig.dialer.socket(MASTER_A);
    void send(rig, { deliverAfterMs: 5000 });

    socket.answer(socket.lastFrame, { code: what === 'an answer' ? 0 : 3, version: V5_0_0 });
    await turn();

    expect(codes(socket)).toEqual([QUESTION, SEND]);
  });

  it('asks nothing of a broker that has answered before', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const socket = rig.dialer.socket(MASTER_A);
    void send(rig);
    answerSend(socket, { version: V5_5_0 });

    void send(rig, { deliverAfterMs: 5000 });
    await turn();

    expect(codes(socket)).toEqual([SEND, SEND]);
  });

  it.each(['SYNC', 'ASYNC', 'ONEWAY'])('is refused by name in %s mode for a broker of 4.9', async (mode) => {
    const rig = await aReadyProducer([BROKER_A, BROKER_B]);
    const message = aMessage({ deliverAfterMs: 5000 });
    const sending = {
      SYNC: () => rig.producer.send(message),
      ASYNC: () => new Promise((onSuccess, onException) => rig.producer.sendAsync(message, { onSuccess, onException })),
      ONEWAY: () => rig.producer.sendOneway(message),
    }[mode]!();
    const outcome = outcomeOf(sending);
    const socket = [...rig.dialer.sockets.values()].find(({ writes }) => writes.length > 0);

    socket?.answer(socket.lastFrame, { version: V4_9_7 });
    await turn();

    expect(outcome.now).toMatchObject({
      state: 'rejected',
      error: {
        name: 'SendFailedError',
        code: 'UNSUPPORTED_BY_BROKER',
        cause: { name: 'UnsupportedByBrokerError', version: V4_9_7 },
        attempts: [{ attempt: 1 }],
      },
    });
    const written = [...rig.dialer.sockets.values()].flatMap(codes);
    expect(written).toEqual([QUESTION]);
  });

  it('keeps no other send waiting', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const socket = rig.dialer.socket(MASTER_A);

    void send(rig, { deliverAfterMs: 5000 });
    void send(rig);
    void send(rig, { delayLevel: 1 });
    await turn();

    expect(codes(socket)).toEqual([QUESTION, SEND, SEND]);
  });

  it('waits for the version no longer than its deadline', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const outcome = outcomeOf(rig.producer.send(aMessage({ deliverAfterMs: 5000 }), { timeoutMs: 500 }));

    rig.clock.advance(500);
    await turn();

    expect(outcome.now).toMatchObject({ state: 'rejected', error: { code: 'SEND_TIMEOUT' } });
    expect(codes(rig.dialer.socket(MASTER_A))).toEqual([QUESTION]);
  });

  it('that was given up meanwhile is not written', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const socket = rig.dialer.socket(MASTER_A);
    const abort = new AbortController();
    const outcome = outcomeOf(rig.producer.send(aMessage({ deliverAfterMs: 5000 }), { signal: abort.signal }));

    abort.abort(new Error('enough'));
    socket.answer(socket.lastFrame, { version: V5_5_0 });
    await turn();

    expect(outcome.now).toMatchObject({ state: 'rejected', error: { code: 'SEND_ABORTED' } });
    expect(codes(socket)).toEqual([QUESTION]);
  });
});

it('a delay level needs no version: every broker knows it', async () => {
  const rig = await aReadyProducer([BROKER_A]);

  void send(rig, { delayLevel: 3 });

  expect(codes(rig.dialer.socket(MASTER_A))).toEqual([SEND]);
});
