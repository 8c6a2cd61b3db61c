/**
 * The end of a producer: it waits for what is under way, gives up the rest, and says goodbye.
 */
import { describe, expect, it } from '@jest/globals';
import { BODY_COMPRESSORS } from '../../../../lib/client/message/message-compression.js';
import { aMessage } from '../../../fixtures/messages.js';
import {
  answerSend,
  aCreatedProducer,
  aProducer,
  aReadyProducer,
  aRoutedProducer,
  send,
} from '../../../fixtures/remoting-producer.js';
import { aRoute, BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

describe('close()', () => {
  it('waits for the sends under way, then says goodbye', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = outcomeOf(send(rig));
    const closing = outcomeOf(rig.producer.close());
    await turn();
    const before = [closing.now.state, rig.calls.at(-1)];

    answerSend(rig.dialer.socket(MASTER_A));
    await turn();

    expect(before).toEqual(['pending', 'start']);
    expect(result.now.state).toBe('resolved');
    expect(closing.now).toMatchObject({ value: { pending: 1, settled: 1, failed: 0, aborted: 0 } });
    expect(rig.calls).toEqual(['start', 'closed orders']);
  });

  it('lets retries of sends under way go on', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = outcomeOf(send(rig));
    const closing = outcomeOf(rig.producer.close());
    const socket = rig.dialer.socket(MASTER_A);

    socket.answer(socket.lastFrame, { code: 2 });
    await turn();
    answerSend(socket);
    await turn();

    expect([result.now.state, closing.now.state]).toEqual(['resolved', 'resolved']);
  });

  it('takes no more messages from the moment it is called', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    void send(rig);
    void rig.producer.close();

    const error = await rejectionOf(send(rig));

    expect(error).toMatchObject({ code: 'PRODUCER_CLOSED' });
    expect(rig.producer.state).toBe('closed');
  });

  it('gives up what has not settled in time, whatever it waits for, each with PRODUCER_CLOSED', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { timeoutMs: 60_000 } });
    const results = [
      send(rig),
      send(rig, { topic: 'Unknown' }),
      rig.producer.sendOneway(aMessage({ topic: 'Other' })),
    ].map((sent) => outcomeOf<unknown>(sent));
    const closing = outcomeOf(rig.producer.close({ drainTimeoutMs: 100 }));

    rig.clock.advance(100);
    await turn();

    expect(results.map(({ now }) => now)).toMatchObject(
      results.map(() => ({
        state: 'rejected',
        error: { code: 'PRODUCER_CLOSED', cause: { code: 'PRODUCER_CLOSED' } },
      })),
    );
    expect(closing.now).toMatchObject({ value: { pending: 3, settled: 0, failed: 0, aborted: 3, elapsedMs: 100 } });
    expect(rig.producer.inFlight).toBe(0);
  });

  it('tells the callback of a send that it gives up, once', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { timeoutMs: 60_000 } });
    const calls: unknown[] = [];
    rig.producer.sendAsync(aMessage(), { onSuccess: (one) => calls.push(one), onException: (one) => calls.push(one) });
    void rig.producer.close({ drainTimeoutMs: 100 });
    rig.clock.advance(100);
    await turn();

    answerSend(rig.dialer.socket(MASTER_A));
    rig.clock.advance(60_000);
    await turn();

    expect(calls).toMatchObject([{ code: 'PRODUCER_CLOSED' }]);
  });

  it('starts no attempt of a send that it gave up, when its route or body is ready later', async () => {
    const rig = aProducer({ options: { timeoutMs: 60_000 } });
    const results = [send(rig), send(rig, { body: Buffer.alloc(5000, 'x') })].map(outcomeOf);
    void rig.producer.close({ drainTimeoutMs: 0 });
    rig.clock.advance(0);
    await turn();

    rig.nameServers.last.answer(aRoute());
    await BODY_COMPRESSORS.ZLIB.compress(Buffer.alloc(1_000_000, 'x'), 5);
    await turn();

    expect(results.map(({ now }) => now.state)).toEqual(['rejected', 'rejected']);
    expect(rig.dialer.dials).toEqual([]);
  });

  it('writes nothing of a send that it gave up, when its broker is connected later', async () => {
    const rig = await aRoutedProducer([BROKER_A], { options: { timeoutMs: 60_000 } });
    void outcomeOf(send(rig));
    void rig.producer.close({ drainTimeoutMs: 0 });
    rig.clock.advance(0);
    await turn();

    const socket = rig.dialer.accept(MASTER_A);
    await turn();

    expect(socket.writes).toEqual([]);
  });

  it('writes nothing of a send that still waits for a permit when it is given up', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { timeoutMs: 60_000, maxInFlightSends: 1 } });
    const results = [send(rig), send(rig), send(rig)].map(outcomeOf);
    void rig.producer.close({ drainTimeoutMs: 100 });
    rig.clock.advance(100);
    await turn();

    expect(results.map(({ now }) => now.state)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(rig.dialer.socket(MASTER_A).frames).toHaveLength(1);
  });

  it('joins the first call when it is called again', async () => {
    const rig = aProducer();

    const [first, second] = [rig.producer.close(), rig.producer.close({ drainTimeoutMs: 1 })];
    await first;

    expect(second).toBe(first);
    expect(rig.calls).toEqual(['start', 'closed orders']);
  });

  it('counts sends that failed by themselves', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    void outcomeOf(send(rig));
    const closing = outcomeOf(rig.producer.close());

    answerSend(rig.dialer.socket(MASTER_A), { code: 13 });
    await turn();

    expect(closing.now).toMatchObject({ value: { pending: 1, settled: 0, failed: 1, aborted: 0 } });
  });

  it('gives its group free even if it was never started', async () => {
    const rig = aCreatedProducer();

    const report = await rig.producer.close();

    expect(report).toMatchObject({ pending: 0, aborted: 0 });
    expect(rig.calls).toEqual(['closed orders']);
  });
});
