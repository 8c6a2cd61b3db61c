/**
 * A send whose broker shuts down: once more over a new connection, as the same attempt.
 */
import { describe, expect, it } from '@jest/globals';
import type { SendMessageContext } from '../../../../lib/client/producer/send-hook.js';
import { aMessage } from '../../../fixtures/messages.js';
import {
  answerSend,
  aReadyProducer,
  aRoutedProducer,
  busySocket,
  connect,
  type ProducerRig,
  send,
  STORED_FIELDS,
} from '../../../fixtures/remoting-producer.js';
import { BROKER_A, BROKER_B, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

const GO_AWAY = { code: 1500 };

/** A producer whose connection to broker-a has been of use. */
async function aUsedProducer(...facts: Parameters<typeof aReadyProducer>): Promise<ProducerRig> {
  const rig = await aReadyProducer(...facts);
  for (const socket of rig.dialer.sockets.values()) socket.answer({ opaque: 99 });
  return rig;
}

describe('a send that is answered with GO_AWAY', () => {
  it('[C3.1500] [E9.4] goes over a new connection to the same broker, queue and id, with a new opaque', async () => {
    const rig = await aUsedProducer([BROKER_A, BROKER_B]);
    const result = send(rig);
    const old = busySocket(rig);
    const { opaque: _old, ...before } = old.lastFrame;

    old.answer(old.lastFrame, GO_AWAY);
    const [address] = rig.dialer.addresses.slice(2);
    const young = rig.dialer.accept(address as string);
    const { opaque: _new, ...after } = young.lastFrame;
    answerSend(young);

    expect(await result).toMatchObject({ sendStatus: 'SEND_OK' });
    expect(after).toEqual(before);
    expect(old.isEnded).toBe(true);
  });

  it('stays one attempt for its hooks and its error', async () => {
    const calls: string[] = [];
    const sendMessageHooks = [
      {
        hookName: 'recorder',
        sendMessageBefore: ({ attempt }: SendMessageContext) => void calls.push(`before ${attempt}`),
        sendMessageAfter: ({ attempt }: SendMessageContext) => void calls.push(`after ${attempt}`),
      },
    ];
    const rig = await aUsedProducer([BROKER_A], { options: { sendMessageHooks } });
    const result = send(rig);
    const old = rig.dialer.socket(MASTER_A);

    old.answer(old.lastFrame, GO_AWAY);
    answerSend(rig.dialer.accept(MASTER_A), { code: 13 });

    expect(await rejectionOf(result)).toMatchObject({ code: 'BROKER_REJECTED', attempts: [{ attempt: 1 }] });
    expect(calls).toEqual(['before 1', 'after 1']);
  });

  it.each(['SYNC', 'ASYNC'] as const)(
    'is retried elsewhere under the %s policy when it happens again',
    async (mode) => {
      const rig = await aUsedProducer([BROKER_A, BROKER_B]);
      const outcomes: unknown[] = [];
      const callback = { onSuccess: () => outcomes.push('stored'), onException: (e: Error) => outcomes.push(e) };
      if (mode === 'ASYNC') rig.producer.sendAsync(aMessage(), callback);
      else rig.producer.send(aMessage()).then(callback.onSuccess, callback.onException);
      const old = busySocket(rig);
      old.answer(old.lastFrame, GO_AWAY);
      const young = rig.dialer.accept(rig.dialer.addresses.at(-1) as string);
      const other = [...rig.dialer.sockets.values()].find((socket) => socket !== young);

      young.answer(young.lastFrame, GO_AWAY);
      answerSend(other as typeof young);
      await turn();

      expect(outcomes).toEqual(['stored']);
    },
  );

  it('fails as on a closed connection when it has no attempt left', async () => {
    const rig = await aUsedProducer([BROKER_A], { options: { retryTimesWhenSendFailed: 0 } });
    const result = send(rig);
    const old = rig.dialer.socket(MASTER_A);
    old.answer(old.lastFrame, GO_AWAY);
    const young = rig.dialer.accept(MASTER_A);

    young.answer(young.lastFrame, GO_AWAY);

    expect(await rejectionOf(result)).toMatchObject({ code: 'CONNECTION_CLOSED', responseCode: 1500 });
  });

  it('fails the attempt when the new connection cannot be made', async () => {
    const rig = await aUsedProducer([BROKER_A], { options: { retryTimesWhenSendFailed: 0 } });
    const result = send(rig);
    const old = rig.dialer.socket(MASTER_A);

    old.answer(old.lastFrame, GO_AWAY);
    rig.dialer.refuse(MASTER_A);

    expect(await rejectionOf(result)).toMatchObject({ code: 'BROKER_UNREACHABLE', attempts: [{ attempt: 1 }] });
  });

  it('[E9.4] gets no more time than it had', async () => {
    const rig = await aUsedProducer([BROKER_A], { options: { retryTimesWhenSendFailed: 0 } });
    const result = outcomeOf(rig.producer.send(aMessage(), { timeoutMs: 500 }));
    const old = rig.dialer.socket(MASTER_A);
    rig.clock.advance(400);
    old.answer(old.lastFrame, GO_AWAY);
    rig.dialer.accept(MASTER_A);

    rig.clock.advance(99);
    await turn();
    const early = result.now.state;
    rig.clock.advance(1);
    await turn();

    expect([early, result.now]).toMatchObject(['pending', { error: { code: 'SEND_TIMEOUT' } }]);
    expect(rig.producer.inFlight).toBe(0);
  });

  it('is not written again when its caller has given it up', async () => {
    const rig = await aUsedProducer([BROKER_A]);
    const abort = new AbortController();
    const result = rejectionOf(rig.producer.send(aMessage(), { signal: abort.signal }));
    const old = rig.dialer.socket(MASTER_A);
    old.answer(old.lastFrame, GO_AWAY);

    abort.abort();
    const young = rig.dialer.accept(MASTER_A);

    expect(await result).toMatchObject({ code: 'SEND_ABORTED' });
    expect(young.writes).toEqual([]);
  });

  it('[E9.2] shares the new connection with all others', async () => {
    const rig = await aUsedProducer([BROKER_A]);
    const results = Array.from({ length: 10 }, () => send(rig));
    await turn();
    const old = rig.dialer.socket(MASTER_A);

    for (const frame of old.frames) old.answer(frame, GO_AWAY);
    const young = rig.dialer.accept(MASTER_A);
    await turn();
    for (const frame of young.frames) young.answer(frame, { extFields: STORED_FIELDS });

    expect((await Promise.all(results)).map(({ sendStatus }) => sendStatus)).toEqual(Array(10).fill('SEND_OK'));
    expect(rig.dialer.dials).toHaveLength(2);
  });

  it('fails as on a closed connection at once when reconnecting is off', async () => {
    const rig = await aRoutedProducer([BROKER_A], {
      options: { retryTimesWhenSendFailed: 0 },
      connection: { reconnectOnGoAway: false },
    });
    const socket = connect(rig, MASTER_A);
    const result = send(rig);

    socket.answer(socket.lastFrame, GO_AWAY);

    expect(await rejectionOf(result)).toMatchObject({ code: 'CONNECTION_CLOSED', responseCode: 1500 });
    expect(rig.dialer.dials).toHaveLength(1);
  });
});
