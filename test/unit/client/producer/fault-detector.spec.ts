/**
 * Rounds of the detector, on a clock and a network of the test.
 */
import { describe, expect, it } from '@jest/globals';
import { FaultDetector } from '../../../../lib/client/producer/fault-detector.js';
import { LatencyFaultTolerance } from '../../../../lib/client/producer/latency-fault-tolerance.js';
import { RemotingClient } from '../../../../lib/client/remoting/remoting-client.js';
import { BrokerAddressTable } from '../../../../lib/client/routing/broker-address-table.js';
import { aPool, RecordingConnectionWaiter } from '../../../fixtures/remoting-pool.js';
import { aRoute, BROKER_A, BROKER_B, MASTER_A, MASTER_B } from '../../../fixtures/remoting-routes.js';
import { turn } from '../../../fixtures/remoting-turns.js';

function aDetector() {
  const rig = aPool();
  const { clock, pool, dialer } = rig;
  const tolerance = new LatencyFaultTolerance(clock);
  const brokers = new BrokerAddressTable({});
  brokers.update(aRoute([BROKER_A, BROKER_B]));
  const remoting = new RemotingClient(pool, clock);
  const detector = new FaultDetector({
    tolerance,
    brokers,
    remoting,
    clock,
    detectTimeoutMs: 200,
    detectIntervalMs: 2000,
  });
  const markUnreachable = (brokerName: string): void =>
    tolerance.update({
      brokerName,
      topic: 'T',
      latencyMs: 1,
      notAvailableDurationMs: 10_000,
      isReachable: false,
      error: undefined,
    });
  const connect = (address: string) => {
    pool.connect(address, new RecordingConnectionWaiter());
    return dialer.accept(address);
  };
  /** Lets the time of a round pass, and its questions leave. */
  const round = async (): Promise<void> => {
    clock.advance(3000);
    await turn();
  };
  return { ...rig, tolerance, brokers, detector, markUnreachable, connect, round };
}

describe('the detector', () => {
  it('[D5.1] [D5.4] asks every 3 seconds for the largest offset of queue 0 of a topic that was sent to', async () => {
    const { clock, detector, markUnreachable, connect, round } = aDetector();
    const socket = connect(MASTER_A);
    markUnreachable('broker-a');
    detector.start();

    clock.advance(2999);
    await turn();
    const early = socket.frames.length;
    clock.advance(1);
    await turn();
    await round();

    expect(early).toBe(0);
    expect(socket.frames.map(({ code, extFields }) => ({ code, extFields }))).toEqual(
      Array.from({ length: 2 }, () => ({ code: 30, extFields: { topic: 'T', queueId: '0', bname: 'broker-a' } })),
    );
  });

  it.each([0, 1, 17])('[D5.4] takes an answer with code %d as proof that a broker can be reached', async (code) => {
    const { detector, tolerance, markUnreachable, connect, round } = aDetector();
    const socket = connect(MASTER_A);
    markUnreachable('broker-a');
    detector.start();
    await round();

    socket.answer(socket.lastFrame, { code });
    await turn();

    expect([tolerance.isReachable('broker-a'), tolerance.isAvailable('broker-a')]).toEqual([true, false]);
  });

  it('[D5.2] waits 200 ms for a broker, and asks again in the next round', async () => {
    const { clock, detector, tolerance, markUnreachable, connect, round } = aDetector();
    const socket = connect(MASTER_A);
    markUnreachable('broker-a');
    detector.start();
    await round();
    const question = socket.lastFrame;

    clock.advance(201);
    await turn();
    socket.answer(question, { code: 0 });
    await turn();
    const afterLateAnswer = tolerance.isReachable('broker-a');
    clock.advance(2799);
    await turn();
    socket.answer(socket.lastFrame, { code: 0 });
    await turn();

    expect([afterLateAnswer, tolerance.isReachable('broker-a')]).toEqual([false, true]);
  });

  it('[D5.5] asks all brokers at once: a silent one holds up no other', async () => {
    const { detector, tolerance, markUnreachable, connect, round } = aDetector();
    connect(MASTER_A);
    const healthy = connect(MASTER_B);
    markUnreachable('broker-a');
    markUnreachable('broker-b');
    detector.start();
    await round();

    healthy.answer(healthy.lastFrame, { code: 0 });
    await turn();

    expect([tolerance.isReachable('broker-a'), tolerance.isReachable('broker-b')]).toEqual([false, true]);
  });

  it('[D5.4] dials a broker that is not connected, at the address of the current route', async () => {
    const { detector, tolerance, brokers, dialer, markUnreachable, round } = aDetector();
    markUnreachable('broker-a');
    brokers.update(aRoute([{ name: 'broker-a', master: '10.0.0.7:10911' }]));
    detector.start();
    await round();

    const socket = dialer.accept('10.0.0.7:10911');
    await turn();
    socket.answer(socket.lastFrame, { code: 0 });
    await turn();

    expect(tolerance.isReachable('broker-a')).toBe(true);
  });

  it('[D5.3] forgets a broker whose address is not known any more', () => {
    const { clock, detector, tolerance, brokers, markUnreachable } = aDetector();
    markUnreachable('broker-a');
    markUnreachable('broker-b');
    brokers.keepOnly([aRoute([BROKER_B])]);
    detector.start();

    clock.advance(3000);

    expect(tolerance.snapshot().map(({ brokerName }) => brokerName)).toEqual(['broker-b']);
  });

  it('[D5.1] keeps no process alive, and leaves no timer when it is closed', () => {
    const { clock, detector } = aDetector();
    detector.start();
    const running = [clock.waiting, clock.waitingInBackground];

    detector.close();

    expect(running).toEqual([0, 1]);
    expect(clock.waitingInBackground).toBe(0);
  });
});
