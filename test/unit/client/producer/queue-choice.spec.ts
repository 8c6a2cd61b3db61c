/**
 * Which broker an attempt goes to while one of them does not answer. Turns and pins alone are in topic-publish-info.spec.ts
 * and pinned-sends.spec.ts.
 */
import { describe, expect, it } from '@jest/globals';
import { aMessage } from '../../../fixtures/messages.js';
import {
  aReadyProducer,
  answerSend,
  aRoutedProducer,
  connect,
  type ProducerRig,
  send,
} from '../../../fixtures/remoting-producer.js';
import { BROKER_A, BROKER_B, MASTER_A, MASTER_B } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const [VIP_A, VIP_B] = ['10.0.0.1:10909', '10.0.0.2:10909'] as const;
const QUEUE_A = { topic: 'TopicTest', brokerName: 'broker-a', queueId: 0 };

/** A producer that had no answer from broker-a in time, and nothing else from it either. */
async function besideASilentBroker(): Promise<ProducerRig> {
  const rig = await aReadyProducer([BROKER_A, BROKER_B], { options: { retryTimesWhenSendFailed: 0 } });
  const result = outcomeOf(rig.producer.send(aMessage(), { queue: QUEUE_A, timeoutMs: 50 }));
  rig.clock.advance(50);
  await turn();
  if (result.now.state !== 'rejected') throw new Error('the send to the silent broker did not time out');
  return rig;
}

async function framesOf(rig: ProducerRig, sends: number): Promise<readonly [a: number, b: number]> {
  const count = (address: string): number => rig.dialer.socket(address).frames.length;
  const before = [count(MASTER_A), count(MASTER_B)] as const;
  for (let sent = 0; sent < sends; sent += 1) void send(rig).catch(() => {});
  await turn();
  return [count(MASTER_A) - before[0], count(MASTER_B) - before[1]];
}

describe('a broker that has fallen silent', () => {
  it('gets no new messages while another broker can take them', async () => {
    const rig = await besideASilentBroker();

    expect(await framesOf(rig, 8)).toEqual([0, 8]);
  });

  it('is known by the address that is dialled, on the VIP channel too', async () => {
    const options = { vipChannelEnabled: true, retryTimesWhenSendFailed: 0 };
    const rig = await aRoutedProducer([BROKER_A, BROKER_B], { options });
    const [socketA, socketB] = [connect(rig, VIP_A), connect(rig, VIP_B)];
    const result = outcomeOf(rig.producer.send(aMessage(), { queue: QUEUE_A, timeoutMs: 50 }));
    rig.clock.advance(50);
    await turn();

    for (let sent = 0; sent < 8; sent += 1) void send(rig).catch(() => {});
    await turn();

    expect(result.now).toMatchObject({ error: { code: 'SEND_TIMEOUT' } });
    expect([socketA.frames.length, socketB.frames.length]).toEqual([1, 8]);
  });

  it('takes its turn again after the first word from it', async () => {
    const rig = await besideASilentBroker();

    answerSend(rig.dialer.socket(MASTER_A));

    expect(await framesOf(rig, 8)).toEqual([4, 4]);
  });

  it('gets what is pinned to it all the same', async () => {
    const rig = await besideASilentBroker();
    const before = rig.dialer.socket(MASTER_A).frames.length;

    void rig.producer.send(aMessage(), { queue: QUEUE_A }).catch(() => {});

    await turn();
    expect(rig.dialer.socket(MASTER_A).frames.length).toBe(before + 1);
  });

  it('is tried when it is the only one', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = outcomeOf(rig.producer.send(aMessage(), { timeoutMs: 50 }));
    rig.clock.advance(50);
    await turn();

    void send(rig).catch(() => {});

    await turn();
    expect(result.now).toMatchObject({ error: { code: 'SEND_TIMEOUT' } });
    expect(rig.dialer.socket(MASTER_A).frames).toHaveLength(2);
  });
});
