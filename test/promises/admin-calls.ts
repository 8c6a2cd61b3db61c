/**
 * The promises of the admin calls that hold on every cluster.
 */
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { MessageExt, MQAdmin } from '../../lib/client/index.js';
import { until } from '../fixtures/remoting-turns.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';
import { type ClusterUnderTest, freshTopic } from './cluster-under-test.js';

/** Asks again until there is an answer: real brokers index a message a moment after they stored it. */
async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const giveUpAt = performance.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await setTimeout(20);
  }
}

/** The messages of a topic with a key, as soon as so many of them are indexed. */
function byKey(admin: MQAdmin, topic: string, key: string, count: number): Promise<readonly MessageExt[]> {
  return eventually(`${count} messages with the key ${key}`, async () => {
    const found = await admin.queryMessage(topic, key).catch((error: Error & { code?: string }) => {
      if (error.code !== 'NO_MESSAGE') throw error;
      return { messages: [] };
    });
    return found.messages.length >= count ? found.messages : undefined;
  });
}

export function describeAdminCalls(cluster: () => ClusterUnderTest): void {
  describe('the admin calls', () => {
    it('create a topic that the next send uses with exactly its queues', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const topic = freshTopic('created');

      const result = await running.client.admin.createTopic(topic, { queueNum: 3 });
      const sent = await Promise.all(
        Array.from({ length: 3 * result.created.length }, () => running.producer.send({ topic, body: textBody('x') })),
      );

      const queues = await running.client.createPullReader().queues(topic);
      const places = sent.map(({ messageQueue }) => `${messageQueue.brokerName} ${messageQueue.queueId}`);
      expect(result).toMatchObject({ topic, failures: [], isRouted: true });
      expect(queues).toHaveLength(3 * result.created.length);
      expect(new Set(places)).toEqual(new Set(queues.map(({ brokerName, queueId }) => `${brokerName} ${queueId}`)));
    });

    it('replace the route that a send made up before, when its topic is created', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const { admin } = running.client;
      const topic = freshTopic('changed');
      await running.producer.send({ topic, body: textBody('creates it with 4 queues') });

      await admin.createTopic(topic, { readQueueNums: 6, writeQueueNums: 6 });
      const sent = await running.producer.send(
        { topic, body: textBody('x') },
        { selector: (queues) => queues.find(({ queueId }) => queueId === 5) ?? queues[0]! },
      );

      expect(sent.messageQueue.queueId).toBe(5);
    });

    it('refuse a topic of RocketMQ itself, and a key that is no topic', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const { admin } = running.client;
      const key = freshTopic('no-such-key');

      const system = await rejectionOf(admin.createTopic('SCHEDULE_TOPIC_XXXX'));
      const unknown = await rejectionOf(admin.createTopic(freshTopic('new'), { key }));

      expect(system).toMatchObject({ code: 'INVALID_MESSAGE' });
      expect(unknown).toMatchObject({ code: 'NO_ROUTE', topic: key });
    });

    it('tell the ends of a queue, and what was stored when', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const { admin } = running.client;
      const topic = freshTopic('offsets');
      await admin.createTopic(topic, { queueNum: 1 });
      const first = await running.producer.send({ topic, body: textBody('0') });
      const queue = first.messageQueue;
      for (const body of ['1', '2']) {
        const sentAt = Date.now();
        // Three store times, for the search below.
        await until(() => Date.now() > sentAt + 1);
        await running.producer.send({ topic, body: textBody(body) }, { queue });
      }
      const stored = (await cluster().read(topic, 3)).toSorted((one, other) => one.queueOffset - other.queueOffset);
      const times = stored.map(({ storeTimestamp }) => storeTimestamp);

      const ends = await eventually('3 readable messages', async () => {
        const max = await admin.maxOffset(queue);
        return max === 3 ? { min: await admin.minOffset(queue), max } : undefined;
      });
      const earliest = await admin.earliestMsgStoreTime(queue);
      const found = await Promise.all(times.map((time) => admin.searchOffset(queue, time)));
      const before = await admin.searchOffset(queue, times[0]! - 60_000);

      expect(ends).toEqual({ min: 0, max: 3 });
      expect(new Set(times).size).toBe(3);
      expect(earliest).toBe(times[0]);
      expect(found).toEqual([0, 1, 2]);
      expect(before).toBe(0);
    });

    it('view a message by either of its ids, with every fact, compressed bodies opened', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const { admin } = running.client;
      const topic = freshTopic('view');
      const body = Buffer.alloc(10_000, 'compress me');
      const sent = await running.producer.send({
        topic,
        body,
        tags: '标签',
        keys: ['k1', '键'],
        properties: { n: '1' },
      });
      await cluster().read(topic, 1);

      const byOffset = await admin.viewMessage(topic, sent.offsetMsgId);
      const byUnique = await eventually('the index', () => admin.viewMessage(topic, sent.msgId));
      const byNeither = await admin.viewMessage(topic, `${sent.msgId.slice(0, 31)}X`);

      expect(byOffset).toMatchObject({
        topic,
        tags: '标签',
        keys: ['k1', '键'],
        msgId: sent.msgId,
        offsetMsgId: sent.offsetMsgId,
        queueOffset: sent.queueOffset,
        properties: { n: '1' },
      });
      expect(body.equals(byOffset!.body)).toBe(true);
      expect(byUnique).toEqual(byOffset);
      expect(byNeither).toBeUndefined();
    });

    it('find all messages with a key, on every broker, and none of another topic', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const { admin } = running.client;
      const topic = freshTopic('query');
      const other = freshTopic('other');
      await admin.createTopic(topic);
      const sent = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          running.producer.send({ topic, body: textBody(String(index)), keys: ['shared', `one-${index}`] }),
        ),
      );
      await running.producer.send({ topic: other, body: textBody('x'), keys: 'shared' });
      await running.producer.send({ topic, body: textBody('x'), keys: 'shared-not' });

      const all = await byKey(admin, topic, 'shared', 12);
      const one = await byKey(admin, topic, 'one-7', 1);

      expect(all.map(({ msgId }) => msgId).toSorted()).toEqual(sent.map(({ msgId }) => msgId).toSorted());
      expect(one.map(({ msgId }) => msgId)).toEqual([sent[7]!.msgId]);
    });

    it('say what is not there', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const { admin } = running.client;
      const topic = freshTopic('not-there');
      await admin.createTopic(topic);

      const noKey = await rejectionOf(admin.queryMessage(topic, 'nobody'));
      const noTopic = await rejectionOf(admin.queryMessage(freshTopic('absent'), 'nobody'));
      const noBroker = await rejectionOf(admin.maxOffset({ topic, brokerName: 'no-such-broker', queueId: 0 }));

      expect(noKey).toMatchObject({ code: 'NO_MESSAGE', responseCode: 208, failures: [] });
      expect(noTopic).toMatchObject({ code: 'NO_ROUTE', responseCode: 17 });
      expect(noBroker).toMatchObject({ code: 'BROKER_NOT_FOUND', brokerName: 'no-such-broker' });
    });
  });
}
