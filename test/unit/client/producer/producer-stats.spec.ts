import { expect, it } from '@jest/globals';
import { latencyPercentileMs } from '../../../../lib/client/index.js';
import { aMessage } from '../../../fixtures/messages.js';
import { answerSend, aReadyProducer, send } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

it('begin at nothing, and are frozen', async () => {
  const rig = await aReadyProducer([BROKER_A]);

  const stats = rig.producer.stats();

  expect(stats).toMatchObject({ sent: 0, failed: {}, retried: 0, inFlight: 0, waitingForPermits: 0, lateAnswers: 0 });
  expect(stats.latencies.count).toBe(0);
  expect([stats, stats.failed, stats.latencies].every((part) => Object.isFrozen(part))).toBe(true);
});

it('count what was stored, what failed by code, and attempts beyond the first', async () => {
  const rig = await aReadyProducer([BROKER_A]);
  const socket = rig.dialer.socket(MASTER_A);
  const codes = [0, 2, 13, 0];

  for (const code of codes) {
    const sending = outcomeOf(send(rig));
    await turn();
    rig.clock.advance(3);
    answerSend(socket, { code });
    await turn();
    if (code === 2) answerSend(socket);
    await turn();
    expect(sending.now.state).toBe(code === 13 ? 'rejected' : 'resolved');
  }

  const { latencies, ...counts } = rig.producer.stats();
  expect(counts).toMatchObject({ sent: 3, failed: { BROKER_REJECTED: 1 }, retried: 1, inFlight: 0 });
  expect(latencies).toMatchObject({ count: 3, sumMs: 9, maxMs: 3 });
  expect(latencyPercentileMs(latencies, 99)).toBe(3);
});

it('show what is under way and what waits for a permit', async () => {
  const rig = await aReadyProducer([BROKER_A], { options: { maxInFlightSends: 1 } });

  const sendings = [send(rig), send(rig), send(rig)].map((sending) => outcomeOf(sending));

  expect(rig.producer.stats()).toMatchObject({ inFlight: 3, waitingForPermits: 2 });
  rig.clock.advance(3000);
  await turn();
  expect(sendings.map(({ now }) => now.state)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(rig.producer.stats()).toMatchObject({ inFlight: 0, waitingForPermits: 0, failed: { SEND_TIMEOUT: 3 } });
});

it('count answers that came after their deadline, also those of connections that are closed', async () => {
  const rig = await aReadyProducer([BROKER_A]);
  const socket = rig.dialer.socket(MASTER_A);
  const sending = outcomeOf(send(rig));
  await turn();
  rig.clock.advance(3000);
  await turn();

  answerSend(socket);
  const whileOpen = rig.producer.stats().lateAnswers;
  socket.emit('close');
  await turn();

  expect(sending.now.state).toBe('rejected');
  expect([whileOpen, rig.producer.stats().lateAnswers]).toEqual([1, 1]);
});

it('count one-way sends without a latency: no broker answers them', async () => {
  const rig = await aReadyProducer([BROKER_A]);

  await rig.producer.sendOneway(aMessage());

  const { sent, latencies } = rig.producer.stats();
  expect([sent, latencies.count]).toEqual([1, 0]);
});
