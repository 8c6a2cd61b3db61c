/**
 * The promises about messages that are delivered later. Upper bounds are measured against a timer of this process, which is
 * as late as everything else on a busy machine.
 */
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';
import { type ClusterUnderTest, freshTopic } from './cluster-under-test.js';

/** A real broker delivers to the second, and at the end of the second at the latest. */
const EARLY_MS = 1000;
const LATE_MS = 2000;
const DELAY_MS = 3000;

const WAYS = ['deliverAfterMs', 'deliverAt'] as const;

/** When a timer runs that is set now, by the clock that brokers of this machine have, too. */
async function firesAt(delayMs: number): Promise<number> {
  await setTimeout(delayMs);
  return Date.now();
}

function inTime(way: (typeof WAYS)[number], askedAt: number): { deliverAt: Date } | { deliverAfterMs: number } {
  return way === 'deliverAt' ? { deliverAt: new Date(askedAt) } : { deliverAfterMs: DELAY_MS };
}

/** @param options.hasTimers - whether the brokers know timers and recall */
export function describeDeliveryTimes(cluster: () => ClusterUnderTest, options: { readonly hasTimers: boolean }): void {
  describe('a message that is delivered later', () => {
    describeDelayLevel(cluster);
    if (options.hasTimers) describeTimers(cluster);
    else describeNoTimers(cluster);
  });
}

function describeDelayLevel(cluster: () => ClusterUnderTest): void {
  it('by delay level 1 arrives about a second after it was sent, under its own topic and queue', async () => {
    await using running = runningClient({ nameServers: cluster().nameServer });
    const topic = freshTopic('delay-level');
    const reference = firesAt(1000);
    const sentAt = Date.now();

    const result = await running.producer.send({ topic, body: textBody('later'), delayLevel: 1, tags: 'T' });
    const [stored, ...others] = await cluster().read(topic, 1);

    expect(others).toEqual([]);
    expect(stored).toMatchObject({ topic, tags: 'T', msgId: result.msgId, queueId: result.messageQueue.queueId });
    expect(stored!.body.toString()).toBe('later');
    expect(stored!.storeTimestamp).toBeGreaterThanOrEqual(sentAt + 900);
    expect(stored!.storeTimestamp).toBeLessThanOrEqual((await reference) + 5000);
    expect(result.recallHandle).toBeUndefined();
  });
}

function describeTimers(cluster: () => ClusterUnderTest): void {
  it.each(WAYS)('[B8.recallHandle] by %s is stored between 1 s before and 2 s after that time', async (way) => {
    await using running = runningClient({ nameServers: cluster().nameServer });
    const topic = freshTopic(way);
    const reference = firesAt(DELAY_MS);
    const askedAt = Date.now() + DELAY_MS;

    const sent = await running.producer.send({ topic, body: textBody('later'), ...inTime(way, askedAt) });
    const [stored, ...others] = await cluster().read(topic, 1);

    expect(others).toEqual([]);
    expect(stored).toMatchObject({ topic, msgId: sent.msgId, queueId: sent.messageQueue.queueId });
    expect(stored!.storeTimestamp).toBeGreaterThanOrEqual(askedAt - EARLY_MS);
    expect(stored!.storeTimestamp).toBeLessThanOrEqual(Math.max(askedAt, await reference) + LATE_MS);
    expect(sent.recallHandle).toMatch(/^[\w-]+=*$/);
  });

  it('never arrives once it is recalled', async () => {
    await using running = runningClient({ nameServers: cluster().nameServer });
    const topic = freshTopic('recall');
    const { producer } = running;
    const recalled = await producer.send({ topic, body: textBody('recalled'), deliverAfterMs: 6000 });

    const msgId = await producer.recall(topic, recalled.recallHandle!);
    // Arrives more than 5 s after the other one was due.
    await producer.send({ topic, body: textBody('marker'), deliverAfterMs: 12_000 });
    const stored = await cluster().read(topic, 1);

    expect(msgId).toBe(recalled.msgId);
    expect(stored.map(({ body }) => body.toString())).toEqual(['marker']);
  }, 60_000);

  it('is not recalled by the handle of another topic', async () => {
    await using running = runningClient({ nameServers: cluster().nameServer });
    const { producer } = running;
    const [topic, other] = [freshTopic('recall'), freshTopic('recall-other')];
    const sent = await producer.send({ topic, body: textBody('x'), deliverAfterMs: 2 * DELAY_MS });
    // The same broker must know the other topic.
    const queue = { ...sent.messageQueue, topic: other, queueId: 0 };
    await producer.send({ topic: other, body: textBody('x') }, { queue });

    const error = await rejectionOf(producer.recall(other, sent.recallHandle!));
    const stored = await cluster().read(topic, 1);

    expect(error).toMatchObject({ code: 'BROKER_RESPONSE', responseCode: 604 });
    expect(stored).toHaveLength(1);
  });
}

function describeNoTimers(cluster: () => ClusterUnderTest): void {
  it.each(WAYS)('by %s is refused instead of being delivered at once', async (way) => {
    await using running = runningClient({ nameServers: cluster().nameServer });
    const topic = freshTopic(way);
    const { producer } = running;

    const error = await rejectionOf(
      producer.send({ topic, body: textBody('later'), ...inTime(way, Date.now() + DELAY_MS) }),
    );
    await producer.send({ topic, body: textBody('marker') });
    const stored = await cluster().read(topic, 1);

    expect(error).toMatchObject({ code: 'UNSUPPORTED_BY_BROKER' });
    expect(stored.map(({ body }) => body.toString())).toEqual(['marker']);
  });

  it('cannot be recalled: such a broker has no recall', async () => {
    await using running = runningClient({ nameServers: cluster().nameServer });
    const topic = freshTopic('recall');
    const { messageQueue, msgId } = await running.producer.send({ topic, body: textBody('x') });
    const handle = Buffer.from(`v1 ${topic} ${messageQueue.brokerName} ${Date.now() + 60_000} ${msgId}`);

    const error = await rejectionOf(running.producer.recall(topic, handle.toString('base64url')));

    expect(error).toMatchObject({ code: 'BROKER_RESPONSE', responseCode: 3 });
  });
}
