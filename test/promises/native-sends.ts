/**
 * The promises of the native producer that hold on every cluster: what is sent is what is stored.
 */
import { describe, expect, it } from '@jest/globals';
import type { HeaderFormat, Message, SendResult } from '../../lib/client/index.js';
import { runningClient, textBody } from '../fixtures/running-client.js';
import { type ClusterUnderTest, freshTopic, type StoredMessage } from './cluster-under-test.js';

const UNIQ_KEY = /^[0-9A-F]{32}$/;
const FORMATS: readonly HeaderFormat[] = ['JSON', 'ROCKETMQ'];

/** The properties that the broker added are not the user's concern. */
const BROKER_PROPERTIES = new Set(['CLUSTER', 'MSG_REGION', 'TRACE_ON', 'WAIT', 'UNIQ_KEY', 'TAGS', 'KEYS']);

function userProperties({ properties }: StoredMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !BROKER_PROPERTIES.has(name)));
}

export function describeNativeSends(cluster: () => ClusterUnderTest): void {
  describe.each(FORMATS)('with %s headers', (headerFormat) => {
    it('[B0.1] [B1.15] [B1.16] [B6.9] [B8.0] [B8.msgId] [B8.offsetMsgId] [B8.queue] [B8.offset] [B8.regionId] [B8.traceOn] a message arrives with every fact it was given', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer, headerFormat });
      const topic = freshTopic('facts');
      const properties = { city: '杭州', emoji: '👩‍💻🚀', 'a b': ' x ', quote: '"\\/', tab: 'a\tb' };
      const message: Message = {
        topic,
        body: textBody('你好 🚀'),
        tags: '标签',
        keys: ['订单-1', 'k2'],
        flag: -7,
        properties,
      };

      const result = await running.producer.send(message);

      const [stored, ...others] = await cluster().read(topic, 1);
      expect(others).toEqual([]);
      expect(stored).toMatchObject({
        topic,
        tags: '标签',
        keys: '订单-1 k2',
        flag: -7,
        msgId: result.msgId,
        offsetMsgId: result.offsetMsgId,
        queueId: result.messageQueue.queueId,
        queueOffset: result.queueOffset,
      });
      expect(stored!.body.toString()).toBe('你好 🚀');
      expect(userProperties(stored!)).toEqual(properties);
      expect(result.msgId).toMatch(UNIQ_KEY);
      expect(result).toMatchObject({ sendStatus: 'SEND_OK', regionId: 'DefaultRegion', traceOn: true });
      expect(stored!.bornHost).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(Math.abs(stored!.storeTimestamp - stored!.bornTimestamp)).toBeLessThan(60_000);
    });

    it('[B1.8] [B6.5a] bodies of any size arrive whole, compressed on the way from 4096 bytes on', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer, headerFormat });
      const topic = freshTopic('sizes');
      const sizes = [1, 4095, 4096, 16_385, 300_000, 4_194_304];
      const bodies = sizes.map((size) =>
        Buffer.from(Array.from({ length: size }, (_, index) => (index * 31 + size) & 0xff)),
      );
      const originals = bodies.map((body) => Buffer.from(body));

      for (const body of bodies) await running.producer.send({ topic, body }, { timeoutMs: 10_000 });

      const stored = await cluster().read(topic, sizes.length);
      const bySize = new Map(stored.map(({ body }) => [body.length, body]));
      expect(stored).toHaveLength(sizes.length);
      for (const [index, size] of sizes.entries()) {
        expect(bySize.get(size)?.equals(originals[index]!)).toBe(true);
        expect(bodies[index]!.equals(originals[index]!)).toBe(true);
      }
    });

    it('[B0.1] [B0.3] [B0.5] [B6.3] [B10.1] all three modes store each message once, under the id that the producer gave it', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer, headerFormat });
      const topic = freshTopic('modes');
      const { producer } = running;
      const perMode = 50;
      const message = (mode: string, index: number): Message => ({
        topic,
        body: textBody(`${mode}-${index}`),
        tags: mode,
      });
      const indexes = Array.from({ length: perMode }, (_, index) => index);

      const sent = await Promise.all(indexes.map((index) => producer.send(message('sync', index))));
      const asynchronous = await Promise.all(
        indexes.map(
          (index) =>
            new Promise<SendResult>((resolve, reject) => {
              producer.sendAsync(message('async', index), { onSuccess: resolve, onException: reject });
            }),
        ),
      );
      for (const index of indexes) await producer.sendOneway(message('oneway', index));

      const stored = await cluster().read(topic, perMode * 3);
      expect(stored.map(({ body }) => body.toString()).toSorted()).toEqual(
        ['sync', 'async', 'oneway'].flatMap((mode) => indexes.map((index) => `${mode}-${index}`)).toSorted(),
      );
      expect(new Set(stored.map(({ msgId }) => msgId)).size).toBe(perMode * 3);
      const ids = new Set(stored.map(({ msgId }) => msgId));
      expect([...sent, ...asynchronous].every(({ msgId }) => ids.has(msgId))).toBe(true);
    });

    it('[B12.1] sends one after another to one queue are stored in that order', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer, headerFormat });
      const topic = freshTopic('order');
      const bodies = Array.from({ length: 40 }, (_, index) => `step-${String(index).padStart(3, '0')}`);

      for (const body of bodies) await running.producer.send({ topic, body: textBody(body) });

      const stored = await cluster().read(topic, bodies.length);
      for (const queueId of new Set(stored.map((one) => one.queueId))) {
        for (const brokerName of new Set(stored.map((one) => one.brokerName))) {
          const inQueue = stored
            .filter((one) => one.queueId === queueId && one.brokerName === brokerName)
            .toSorted((a, b) => a.queueOffset - b.queueOffset)
            .map(({ body }) => body.toString());
          expect(inQueue).toEqual(inQueue.toSorted());
        }
      }
    });
  });
}
