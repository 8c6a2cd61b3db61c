/**
 * One-way sends to a broker that refuses some of them slow down, and nothing else does.
 */
import { describe, expect, it } from '@jest/globals';
import { aMessage } from '../../../fixtures/messages.js';
import { aReadyProducer, answerSend, type ProducerRig, send } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, BROKER_B, MASTER_A, MASTER_B } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

/** The broker refuses one-way sends until it gets one each 8 ms at most. */
async function refuseAll(rig: ProducerRig, address: string): Promise<void> {
  const socket = rig.dialer.socket(address);
  for (let count = 0; count < 10; count += 1) {
    socket.answer({ opaque: -1 - count }, { code: 2, remark: '[PCBUSY_CLEAN_QUEUE]broker busy' });
    rig.clock.advance(100);
  }
  await turn();
}

/** Starts one-way sends, and counts how many have been handed over. */
function startOneways(rig: ProducerRig, count: number): () => number {
  const all = Array.from({ length: count }, () => outcomeOf(rig.producer.sendOneway(aMessage())));
  return () => all.filter(({ now }) => now.state === 'resolved').length;
}

describe('one-way sends', () => {
  it('go at once while nothing is refused', async () => {
    const rig = await aReadyProducer([BROKER_A]);

    const handedOver = startOneways(rig, 1000);
    await turn();

    expect(handedOver()).toBe(1000);
  });

  it('wait for their turn once the broker refuses some, and all arrive in their order', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    await refuseAll(rig, MASTER_A);

    const handedOver = startOneways(rig, 20);
    await turn();
    const atOnce = handedOver();
    rig.clock.advance(500);
    await turn();

    expect([atOnce, handedOver()]).toEqual([1, 20]);
    const opaques = rig.dialer.socket(MASTER_A).frames.map(({ opaque }) => opaque);
    expect(opaques).toEqual(opaques.toSorted((a, b) => a - b));
    expect(rig.producer.inFlight).toBe(0);
  });

  it('slow down when the broker refuses other sends: it drops one-way ones without a word then', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const refused = outcomeOf(send(rig));
    await turn();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      answerSend(rig.dialer.socket(MASTER_A), { code: 2, remark: '[OVERLOAD]system busy' });
      rig.clock.advance(100);
      await turn();
    }

    const handedOver = startOneways(rig, 100);
    await turn();

    expect(refused.now.state).toBe('rejected');
    expect(handedOver()).toBeLessThan(100);
  });

  it('to another broker go on as before', async () => {
    const rig = await aReadyProducer([BROKER_A, BROKER_B]);
    await refuseAll(rig, MASTER_A);

    startOneways(rig, 100);
    await turn();

    const [slow, fast] = [MASTER_A, MASTER_B].map((address) => rig.dialer.socket(address).frames.length);
    expect([slow, fast]).toEqual([1, 50]);
  });

  it('are the only ones that slow down', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    await refuseAll(rig, MASTER_A);
    const results = [send(rig), send(rig)];
    await turn();

    for (const frame of rig.dialer.socket(MASTER_A).frames) {
      rig.dialer.socket(MASTER_A).answer(frame, { extFields: { msgId: 'x', queueId: '0', queueOffset: '0' } });
    }

    expect(await Promise.all(results)).toHaveLength(2);
  });

  it('are as fast as before when the broker has refused none for long enough', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    await refuseAll(rig, MASTER_A);
    rig.clock.advance(12_000);

    const handedOver = startOneways(rig, 100);
    await turn();

    expect(handedOver()).toBe(100);
  });

  it('fail at their own deadline when their turn does not come', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    await refuseAll(rig, MASTER_A);
    startOneways(rig, 100);
    const late = outcomeOf(rig.producer.sendOneway(aMessage(), { timeoutMs: 200 }));

    rig.clock.advance(200);
    await turn();

    expect(late.now).toMatchObject({ error: { code: 'SEND_TIMEOUT', cause: { code: 'TOO_MANY_REQUESTS' } } });
  });

  it('take the connection that is there when their turn comes, or have it dialled', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    await refuseAll(rig, MASTER_A);
    const handedOver = startOneways(rig, 3);
    rig.dialer.socket(MASTER_A).emit('close');

    rig.clock.advance(50);
    const young = rig.dialer.accept(MASTER_A);
    rig.clock.advance(100);
    await turn();

    expect([handedOver(), young.frames.length]).toEqual([3, 2]);
  });

  it('are not written any more when their producer has closed', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    await refuseAll(rig, MASTER_A);
    const waiting = rejectionOf(startedTwo(rig));
    await turn();
    const { length: written } = rig.dialer.socket(MASTER_A).frames;

    const closing = rig.producer.close({ drainTimeoutMs: 0 });
    rig.clock.advance(0);
    await closing;
    rig.clock.advance(500);
    await turn();

    expect(await waiting).toMatchObject({ code: 'PRODUCER_CLOSED' });
    expect([written, rig.dialer.socket(MASTER_A).frames.length]).toEqual([1, 1]);
  });

  it('answered without a refusal change nothing', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const socket = rig.dialer.socket(MASTER_A);
    startOneways(rig, 1);
    answerSend(socket);

    const handedOver = startOneways(rig, 100);
    await turn();

    expect(handedOver()).toBe(100);
  });
});

/** The first has its turn at once, the second waits. */
async function startedTwo(rig: ProducerRig): Promise<void> {
  await Promise.all([rig.producer.sendOneway(aMessage()), rig.producer.sendOneway(aMessage())]);
}
