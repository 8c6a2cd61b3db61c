/**
 * What attempts of real sends leave behind in latency fault tolerance, and that they obey it.
 */
import { describe, expect, it } from '@jest/globals';
import type { ProducerOptions } from '../../../../lib/client/producer/producer-options.js';
import { aMessage } from '../../../fixtures/messages.js';
import {
  answerSend,
  aReadyProducer,
  aRoutedProducer,
  busySocket,
  type ProducerRig,
  send,
} from '../../../fixtures/remoting-producer.js';
import { BROKER_A, BROKER_B, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const FAULTS = { sendLatencyFaultEnable: true, retryTimesWhenSendFailed: 0, retryTimesWhenSendAsyncFailed: 0 } as const;
const withFaults = (options: Partial<ProducerOptions> = {}, brokers = [BROKER_A]): Promise<ProducerRig> =>
  aReadyProducer(brokers, { options: { ...FAULTS, onException: () => {}, ...options } });

type Start = (rig: ProducerRig) => void;
const MODES: readonly (readonly [string, Start])[] = [
  ['SYNC', (rig) => void outcomeOf(send(rig))],
  ['ASYNC', (rig) => rig.producer.sendAsync(aMessage())],
];

describe('an attempt with latency fault tolerance', () => {
  it.each(MODES)('[B9.6] [D4.1] [D4.3] %s: is noted when it ends, with the time it took', async (_mode, start) => {
    const rig = await withFaults();
    start(rig);
    const before = rig.producer.faultItems();
    rig.clock.advance(700);

    answerSend(busySocket(rig));

    expect(before).toEqual([]);
    expect(rig.producer.faultItems()).toMatchObject([
      { brokerName: 'broker-a', latencyMs: 700, isReachable: true, reason: 'SLOW_ANSWER' },
    ]);
  });

  it('[D4.1] ONEWAY: is noted when the socket has it', async () => {
    const rig = await withFaults();

    await rig.producer.sendOneway(aMessage());

    expect(rig.producer.faultItems()).toMatchObject([{ brokerName: 'broker-a', isReachable: true, reason: undefined }]);
  });

  it.each([
    ['SYNC', MODES[0]![1], false],
    ['ASYNC', MODES[1]![1], true],
  ])('[D4.1] [D4.3] %s: that was refused leaves its broker out', async (_mode, start, isReachable) => {
    const rig = await withFaults();
    start(rig);

    answerSend(busySocket(rig), { code: 13, remark: 'illegal' });

    expect(rig.producer.faultItems()).toMatchObject([
      { unavailableUntil: expect.any(Date), isReachable, reason: 'BROKER_RESPONSE', responseCode: 13 },
    ]);
  });

  it.each([
    [false, true],
    [true, false],
  ])(
    '[D4.1] SYNC: that got no answer leaves its broker out; with a detector (%p) reachable: %p',
    async (on, reachable) => {
      const rig = await withFaults({ startDetectorEnable: on });
      const result = outcomeOf(send(rig));

      rig.clock.advance(3001);
      await turn();

      expect(result.now.state).toBe('rejected');
      expect(rig.producer.faultItems()).toMatchObject([{ isReachable: reachable, reason: 'REQUEST_TIMEOUT' }]);
    },
  );

  it('[D4.2] that never got to a broker because of a hook is not noted', async () => {
    const rig = await aReadyProducer([BROKER_A], {
      options: FAULTS,
      connection: {
        rpcHooks: [
          {
            doBeforeRequest: () => {
              throw new Error('no');
            },
          },
        ],
      },
    });
    const forbidding = await withFaults({
      checkForbiddenHooks: [{ checkForbidden: () => Promise.reject(new Error()) }],
    });
    const results = [outcomeOf(send(rig)), outcomeOf(send(forbidding))];

    await turn();

    expect(results.map(({ now }) => now.state)).toEqual(['rejected', 'rejected']);
    expect([rig.producer.faultItems(), forbidding.producer.faultItems()]).toEqual([[], []]);
  });

  it('[D4.2] that its caller gave up says nothing of the broker', async () => {
    const rig = await withFaults();
    const controller = new AbortController();
    const result = outcomeOf(rig.producer.send(aMessage(), { signal: controller.signal }));

    controller.abort();
    await turn();

    expect(result.now.state).toBe('rejected');
    expect(rig.producer.faultItems()).toEqual([]);
  });

  it('[D4.4] of a send that is pinned to a queue is not noted', async () => {
    const rig = await withFaults();
    const result = outcomeOf(rig.producer.send(aMessage(), { shardingKey: 'k' }));

    answerSend(busySocket(rig), { code: 13 });
    await turn();

    expect(result.now.state).toBe('rejected');
    expect(rig.producer.faultItems()).toEqual([]);
  });
});

describe('a send with latency fault tolerance', () => {
  it('[D3.1] [B4.5] goes to brokers that are not left out, and back to the others in time', async () => {
    const rig = await withFaults({}, [BROKER_A, BROKER_B]);
    const used = async (): Promise<string | undefined> => {
      const result = outcomeOf(send(rig));
      const socket = busySocket(rig);
      answerSend(socket);
      socket.writes.length = 0;
      await turn();
      return result.now.state === 'resolved' ? result.now.value.messageQueue.brokerName : undefined;
    };
    const failed = outcomeOf(send(rig));
    const slow = busySocket(rig);
    answerSend(slow, { code: 13 });
    slow.writes.length = 0;
    await turn();
    const left = rig.producer.faultItems()[0]?.brokerName;

    const meanwhile = [await used(), await used(), await used(), await used()];
    rig.clock.advance(10_000);
    const afterwards = [await used(), await used(), await used(), await used()];

    expect(failed.now.state).toBe('rejected');
    expect(meanwhile).not.toContain(left);
    expect(afterwards).toContain(left);
  });

  it('[D1.4] with it off notes nothing', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { retryTimesWhenSendFailed: 0 } });
    const result = outcomeOf(send(rig));

    answerSend(busySocket(rig), { code: 13 });
    await turn();

    expect(result.now.state).toBe('rejected');
    expect(rig.producer.faultItems()).toEqual([]);
  });
});

/** Background timers of a producer while it runs, and after its close. */
const timers = async (options: Partial<ProducerOptions>): Promise<number[]> => {
  const rig = await aRoutedProducer([BROKER_A], { options });
  const running = rig.clock.waitingInBackground;
  await rig.producer.close({ drainTimeoutMs: 0 });
  return [running, rig.clock.waitingInBackground];
};

describe('the detector of a producer', () => {
  it('[D5.1] runs from start to close, and not without latency fault tolerance', async () => {
    const on = await timers({ sendLatencyFaultEnable: true, startDetectorEnable: true });
    const off = await timers({ startDetectorEnable: true });

    expect([on[0]! - off[0]!, on[1]! - off[1]!]).toEqual([1, 0]);
  });

  it('[D5.4] makes a broker that could not be reached reachable', async () => {
    const rig = await withFaults({ startDetectorEnable: true });
    const result = outcomeOf(send(rig));
    rig.clock.advance(3001);
    await turn();
    const before = rig.producer.faultItems()[0]?.isReachable;

    rig.clock.advance(3000);
    await turn();
    const socket = rig.dialer.socket(MASTER_A);
    socket.answer(socket.lastFrame, { code: 0, extFields: { offset: '0' } });
    await turn();

    expect(result.now.state).toBe('rejected');
    expect([before, rig.producer.faultItems()[0]?.isReachable]).toEqual([false, true]);
  });
});
