/**
 * The promises about queues that hold on every cluster: whose turn it is, pinned sends, and queues that brokers make.
 */
import { describe, expect, it } from '@jest/globals';
import type { MessageQueue, Producer, SendFailedError, SendOptions, SendResult } from '../../lib/client/index.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';
import { type ClusterUnderTest, freshTopic } from './cluster-under-test.js';

const queueText = ({ brokerName, queueId }: MessageQueue): string => `${brokerName} ${queueId}`;

function sendAsync(producer: Producer, topic: string, options: SendOptions): Promise<SendResult> {
  return new Promise((resolve, reject) => {
    producer.sendAsync({ topic, body: textBody('async') }, { onSuccess: resolve, onException: reject }, options);
  });
}

export function describeQueueChoice(cluster: () => ClusterUnderTest): void {
  describe('the queue of a send', () => {
    it('[B4.3] [B3.3] is the next one in turn: every queue of every broker, again and again', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer, pollNameServerIntervalMs: 3_600_000 });
      const topic = freshTopic('turns');
      const queues: string[] = [];
      const brokers = new Set<string>();

      for (let sent = 0; sent < 24; sent++) {
        const { messageQueue } = await running.producer.send({ topic, body: textBody(`m-${sent}`) });
        queues.push(queueText(messageQueue));
        brokers.add(messageQueue.brokerName);
      }

      const round = queues.slice(0, brokers.size * 4);
      expect(round.toSorted()).toEqual(
        [...brokers].toSorted().flatMap((broker) => [0, 1, 2, 3].map((queueId) => `${broker} ${queueId}`)),
      );
      expect(queues).toEqual(Array.from({ length: 24 / round.length }, () => round).flat());
    });

    it.each<[what: string, optionsFor: (queue: MessageQueue) => SendOptions]>([
      ['[B0.6] [B0.7] [B0.8] is the one given', (queue) => ({ queue })],
      [
        '[B0.9] [B0.11] [B0.13] is the one that the selector chooses',
        (queue) => ({
          selector: (queues) => queues.find((one) => queueText(one) === queueText(queue)) as MessageQueue,
        }),
      ],
    ])('%s, in every mode', async (_what, optionsFor) => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const { producer } = running;
      const topic = freshTopic('pinned');
      const { messageQueue } = await producer.send({ topic, body: textBody('first') });
      const options = optionsFor(messageQueue);

      const sync = await producer.send({ topic, body: textBody('sync') }, options);
      const asynchronous = await sendAsync(producer, topic, options);
      await producer.sendOneway({ topic, body: textBody('oneway') }, options);

      const stored = await cluster().read(topic, 4);
      expect([sync.messageQueue, asynchronous.messageQueue]).toEqual([messageQueue, messageQueue]);
      expect(stored.map(({ queueId }) => queueId)).toEqual(Array(4).fill(messageQueue.queueId));
      expect(new Set(stored.map(({ storeHost }) => storeHost)).size).toBe(1);
    });

    it('[B12.1] [B12.4] by sharding key is the same for one key, which keeps its order', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer, pollNameServerIntervalMs: 3_600_000 });
      const topic = freshTopic('sharded');
      const bodies = Array.from({ length: 30 }, (_, step) => `step-${String(step).padStart(2, '0')}`);
      const queues = new Set<string>();

      for (const body of bodies) {
        const { messageQueue } = await running.producer.send(
          { topic, body: textBody(body) },
          { shardingKey: 'order-7' },
        );
        queues.add(queueText(messageQueue));
      }

      const stored = await cluster().read(topic, bodies.length);
      const inOrder = stored.toSorted((a, b) => a.queueOffset - b.queueOffset).map(({ body }) => body.toString());
      expect(queues.size).toBe(1);
      expect(inOrder).toEqual(bodies);
    });

    it('[B2.4] [B2.8] may be one that the broker makes: as many as the client asks for', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer, defaultTopicQueueNums: 2 });
      const topic = freshTopic('made');

      const { messageQueue } = await running.producer.send({ topic, body: textBody('first') });
      await cluster().read(topic, 1);

      const queues = await running.client.createPullReader().queues(topic);
      expect(queues.map(queueText)).toEqual([0, 1].map((queueId) => `${messageQueue.brokerName} ${queueId}`));
    });

    it('[C3.29] that the topic does not have is refused by the broker, in one attempt', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const topic = freshTopic('no-queue');
      const { messageQueue } = await running.producer.send({ topic, body: textBody('first') });

      const queue = { ...messageQueue, queueId: 99 };
      const error = (await rejectionOf(
        running.producer.send({ topic, body: textBody('x') }, { queue }),
      )) as SendFailedError;

      expect(error).toMatchObject({ code: 'BROKER_REJECTED', attempts: [{ attempt: 1, queueId: 99 }] });
      // 4.9 has no code of its own for it.
      expect([1, 29]).toContain(error.responseCode);
      expect(error.message).toContain('request queueId[99] is illegal');
    });
  });

  describe('a body that is larger than a broker takes', () => {
    it('[C3.13] [B8.x] is refused by it, finally and with its words', async () => {
      await using running = runningClient(
        { nameServers: cluster().nameServer },
        { maxBodyBytes: 8_388_608, compressOverBytes: 8_388_608 },
      );
      const topic = freshTopic('too-large');

      const sent = running.producer.send({ topic, body: Buffer.alloc(4_194_305, 'x') }, { timeoutMs: 10_000 });
      const error = await rejectionOf(sent);

      expect(error).toMatchObject({ code: 'BROKER_REJECTED', responseCode: 13, attempts: [{ attempt: 1 }] });
      expect(error.message).toContain('the message is illegal');
    });
  });
}
