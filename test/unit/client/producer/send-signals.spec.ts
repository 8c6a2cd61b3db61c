/**
 * Sends that share a signal.
 */
import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { aMessage } from '../../../fixtures/messages.js';
import { answerSend, aReadyProducer } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

describe('a send that ends by its signal', () => {
  it('lists the attempt that was under way: its message may be stored', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const controller = new AbortController();
    const result = outcomeOf(rig.producer.send(aMessage(), { signal: controller.signal }));
    rig.clock.advance(20);

    controller.abort(new Error('enough'));
    await turn();

    expect(result.now).toMatchObject({
      error: {
        code: 'SEND_ABORTED',
        attempts: [
          { attempt: 1, brokerName: 'broker-a', address: MASTER_A, elapsedMs: 20, error: { message: 'enough' } },
        ],
        message: expect.not.stringContaining('nothing was sent'),
      },
    });
  });
});

describe('one signal for many sends', () => {
  it('writes nothing of those that still wait for a permit', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { maxInFlightSends: 1 } });
    const controller = new AbortController();
    const { signal } = controller;
    const results = [1, 2, 3].map(() => outcomeOf(rig.producer.send(aMessage(), { signal })));

    controller.abort(new Error('enough'));
    await turn();

    expect(results.map(({ now }) => now)).toMatchObject(results.map(() => ({ error: { code: 'SEND_ABORTED' } })));
    expect(rig.dialer.socket(MASTER_A).frames).toHaveLength(1);
    expect(rig.producer.inFlight).toBe(0);
  });

  it('has one listener while they are under way, so that Node warns of no leak, and none after', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const { signal } = new AbortController();
    const results = Array.from({ length: 20 }, () => rig.producer.send(aMessage(), { signal }));
    const within = getEventListeners(signal, 'abort').length;
    await turn();

    const socket = rig.dialer.socket(MASTER_A);
    for (const frame of socket.frames)
      socket.answer(frame, { extFields: { msgId: 'ID', queueId: '1', queueOffset: '1' } });
    await Promise.all(results);

    expect([within, getEventListeners(signal, 'abort').length]).toEqual([1, 0]);
  });

  it('ends only what is under way', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const controller = new AbortController();
    const { signal } = controller;
    const stored = outcomeOf(rig.producer.send(aMessage(), { signal }));
    answerSend(rig.dialer.socket(MASTER_A));
    const other = outcomeOf(rig.producer.send(aMessage()));
    const aborted = outcomeOf(rig.producer.send(aMessage(), { signal }));

    controller.abort();
    await turn();

    expect([stored, other, aborted].map(({ now }) => now.state)).toEqual(['resolved', 'pending', 'rejected']);
  });
});
