/**
 * Batches, sent as such or made of what many callers send: each message is stored by itself, and each result tells where.
 */
import { describe, expect, it } from '@jest/globals';
import type { Message, SendResult } from '../../lib/client/index.js';
import { runningClient, textBody } from '../fixtures/running-client.js';
import { falseResults } from '../fixtures/stored-places.js';
import { type ClusterUnderTest, freshTopic } from './cluster-under-test.js';

const aMessage = (topic: string, index: number): Message => ({
  topic,
  body: textBody(`message ${index} 你好`),
  tags: `tag${index % 3}`,
  keys: [`key-${index}`, 'all'],
  flag: index,
  properties: { index: String(index), city: '杭州' },
});
const indexesTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

export function describeBatches(cluster: () => ClusterUnderTest): void {
  describe('a batch', () => {
    it('[B0.14] [B7.1b] [F3] is stored message by message, each with its own facts, in one queue and in order', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const topic = freshTopic('batch');
      const messages = indexesTo(20).map((index) => aMessage(topic, index));

      const results = await running.producer.sendBatch(messages);

      const stored = await cluster().read(topic, messages.length);
      const told = messages.map(({ body }, index) => ({ topic, body, result: results[index]! }));
      expect(falseResults(told, stored)).toEqual([]);
      expect(stored).toHaveLength(messages.length);
      expect(new Set(results.map(({ messageQueue }) => messageQueue.queueId)).size).toBe(1);
      expect(results.map(({ queueOffset }) => queueOffset)).toEqual(
        indexesTo(20).map((i) => results[0]!.queueOffset + i),
      );
      for (const message of stored) {
        const index = message.flag;
        expect(message).toMatchObject({ tags: `tag${index % 3}`, keys: `key-${index} all` });
        expect(message.properties).toMatchObject({ index: String(index), city: '杭州', WAIT: 'true' });
      }
    });

    it('[F3] above the size that a broker takes is stored in parts', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer }, { timeoutMs: 30_000 });
      const topic = freshTopic('large-batch');
      const messages = indexesTo(10).map((index) => ({ topic, body: Buffer.alloc(1_000_000, index + 1) }));

      const results = await running.producer.sendBatch(messages);

      const stored = await cluster().read(topic, messages.length);
      const told = messages.map(({ body }, index) => ({ topic, body, result: results[index]! }));
      expect(stored).toHaveLength(messages.length);
      expect(falseResults(told, stored)).toEqual([]);
    });
  });

  describe('automatic batching', () => {
    it('[F4] stores the messages of many callers, and tells each where its own is', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer }, { batching: true, timeoutMs: 30_000 });
      const { producer } = running;
      const topic = freshTopic('joined');
      await producer.send(aMessage(topic, 0));

      const sync = await Promise.all(indexesTo(150).map((index) => producer.send(aMessage(topic, index + 1))));
      const queue = sync[0]!.messageQueue;
      const pinned = await Promise.all(
        indexesTo(50).map((index) => producer.send(aMessage(topic, index + 151), { queue })),
      );
      const async = await Promise.all(
        indexesTo(50).map(
          (index) =>
            new Promise<SendResult>((resolve, reject) => {
              producer.sendAsync(aMessage(topic, index + 201), { onSuccess: resolve, onException: reject });
            }),
        ),
      );

      const stored = await cluster().read(topic, 251);
      const results = [...sync, ...pinned, ...async];
      const told = results.map((result, index) => ({ topic, body: aMessage(topic, index + 1).body, result }));
      expect(stored).toHaveLength(251);
      expect(falseResults(told, stored)).toEqual([]);
      expect(new Set(results.map(({ msgId }) => msgId)).size).toBe(250);
      expect(pinned.map(({ queueOffset }) => queueOffset)).toEqual(
        pinned.map(({ queueOffset }) => queueOffset).toSorted((a, b) => a - b),
      );
      expect(stored.find(({ flag }) => flag === 77)).toMatchObject({ tags: 'tag2', keys: 'key-77 all' });
    });
  });
}
