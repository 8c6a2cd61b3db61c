/**
 * The harness itself: what Java sends to the real brokers is what Java reads back, without a line of lib.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { describeOnRealBrokers } from './harness/clusters.js';

const COUNT = 50;

describeOnRealBrokers('the interop harness', (cluster, java) => {
  const { nameServer } = cluster;

  describe.each(['sync', 'async', 'oneway'] as const)('Java sends %s', (mode) => {
    it('and reads back exactly those messages from a topic that the first send creates', async () => {
      const topic = `harness-${mode}-${randomUUID()}`;

      const summary = await java.send({ nameServer, topic, count: COUNT, mode, prefix: 'body' });
      const messages = await java.read({ nameServer, topic, expect: COUNT });

      expect(summary.failures).toEqual([]);
      expect(messages.map((message) => message.msgId).toSorted()).toEqual(
        summary.results.map((result) => result.msgId).toSorted(),
      );
      expect(messages.map((message) => message.body.toString()).toSorted()).toEqual(
        Array.from({ length: COUNT }, (_, number) => `body-${number}`).toSorted(),
      );
    });
  });

  it('shows tag, keys and properties of a message as they were sent', async () => {
    const topic = `harness-fields-${randomUUID()}`;
    await java.createTopic({ nameServer, topic, queues: 1 });

    const summary = await java.send({ nameServer, topic, count: 1, mode: 'sync', prefix: 'one' });
    const [message] = await java.read({ nameServer, topic, expect: 1 });

    const [sent] = summary.results;
    expect(message).toMatchObject({
      topic,
      brokerName: sent?.brokerName,
      queueId: 0,
      queueOffset: 0,
      offsetMsgId: sent?.offsetMsgId,
      tags: 'T0',
      keys: 'one-key-0',
      reconsumeTimes: 0,
      properties: { n: '0', city: '杭州🚀', UNIQ_KEY: sent?.msgId },
    });
  });

  it('creates a topic on every master and deletes it again', async () => {
    const topic = `harness-topic-${randomUUID()}`;

    const masters = await java.createTopic({ nameServer, topic, queues: 2, perm: 6 });
    await java.deleteTopic({ nameServer, topic });

    expect(masters.toSorted()).toEqual(cluster.brokers.map((broker) => broker.name));
    expect(await java.read({ nameServer, topic, expect: 0 })).toEqual([]);
  });
});
