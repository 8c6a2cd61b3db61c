/**
 * The official Java client against the embedded cluster: it cannot tell it from a real one.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { freshTopic } from '../promises/cluster-under-test.js';
import { describeWithJava } from './harness/clusters.js';
import type { ReadMessage, SendSummary } from './harness/java-side-types.js';

const COUNT = 10_000;

/** What the Java program sends, as text that two messages differ in if any fact of them differs. */
function expected(topic: string, { results }: SendSummary): string[] {
  return results
    .map(({ number, msgId }) =>
      JSON.stringify([
        topic,
        `body-${number}`,
        `T${number % 3}`,
        `body-key-${number}`,
        String(number),
        '杭州🚀',
        msgId,
      ]),
    )
    .toSorted();
}

function seen(messages: readonly ReadMessage[]): string[] {
  return messages
    .map(({ topic, body, tags, keys, properties, msgId }) =>
      JSON.stringify([topic, body.toString(), tags, keys, properties['n'], properties['city'], msgId]),
    )
    .toSorted();
}

describeWithJava('the Java 5.5.0 client on the embedded cluster', (java) => {
  let cluster: EmbeddedCluster;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start({ brokers: 2 });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  it.each([
    ['sync', COUNT / 10],
    ['async', COUNT],
    ['oneway', COUNT / 10],
  ] as const)(
    'sends %s %i messages and reads them back, pulled and assigned, nothing lost or changed',
    async (mode, count) => {
      const topic = freshTopic(`java-${mode}`);
      const { nameServer } = cluster;

      const sent = await java.send({ nameServer, topic, count, mode, prefix: 'body' });
      const pulled = await java.read({ nameServer, topic, expect: count });
      const assigned = await java.poll({ nameServer, topic, expect: count });

      expect(sent.failures).toEqual([]);
      expect(seen(pulled)).toEqual(expected(topic, sent));
      expect(seen(assigned)).toEqual(expected(topic, sent));
      expect(cluster.messages(topic)).toHaveLength(count);
    },
    60_000,
  );

  it('creates a topic, and finds its messages by key, by either id and by time', async () => {
    const topic = freshTopic('java-admin');
    const { nameServer } = cluster;

    const masters = await java.createTopic({ nameServer, topic, queues: 3 });
    const sent = await java.send({ nameServer, topic, count: 30, mode: 'sync', prefix: 'body' });
    const message = sent.results[7]!;
    const byKey = await java.byKey({ nameServer, topic, key: 'body-key-7' });
    const byUniqueKey = await java.byId({ nameServer, topic, msgId: message.msgId });
    const byOffset = await java.byId({ nameServer, topic, msgId: message.offsetMsgId! });
    const { brokerName, queueId } = { brokerName: message.brokerName!, queueId: message.queueId! };
    const timestampMs = byOffset.storeTimestamp;
    const facts = await java.queueFacts({ nameServer, topic, brokerName, queueId, timestampMs });

    const inQueue = cluster
      .messages(topic)
      .filter((one) => one.queueId === queueId && one.storeHost === byOffset.storeHost);
    expect(masters).toHaveLength(2);
    expect([byKey, [byUniqueKey], [byOffset]].map((found) => found.map(({ msgId }) => msgId))).toEqual(
      Array.from({ length: 3 }, () => [message.msgId]),
    );
    expect(byOffset).toEqual(byUniqueKey);
    expect(byOffset.body.toString()).toBe('body-7');
    expect(facts).toEqual({
      minOffset: 0,
      maxOffset: inQueue.length,
      earliestMsgStoreTime: inQueue[0]!.storeTimestamp,
      searchOffset: inQueue.findIndex(({ storeTimestamp }) => storeTimestamp >= timestampMs),
    });
  });
});
