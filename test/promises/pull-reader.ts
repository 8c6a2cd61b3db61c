/**
 * The promises of the pull reader that hold on every cluster.
 */
import { describe, expect, it } from '@jest/globals';
import type { MessageExt, MessageQueue, PullReader } from '../../lib/client/index.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';
import { type ClusterUnderTest, freshTopic } from './cluster-under-test.js';

/** A pull that is not woken but waits this out ends in the time-out of its test. */
const LONGER_THAN_A_TEST_MS = 60_000;

async function readAll(reader: PullReader, queue: MessageQueue): Promise<MessageExt[]> {
  const messages: MessageExt[] = [];
  const end = await reader.maxOffset(queue);
  for (let offset = await reader.minOffset(queue); offset < end;) {
    const result = await reader.pull(queue, offset, { maxMessages: 7 });
    messages.push(...result.messages);
    offset = result.nextBeginOffset;
  }
  return messages;
}

export function describePullReader(cluster: () => ClusterUnderTest): void {
  describe('the pull reader', () => {
    it('[B3.4] [B6.5d] reads back every message with every fact, compressed bodies opened', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const reader = running.client.createPullReader();
      const topic = freshTopic('read-back');
      const body = Buffer.alloc(10_000, 'compress me');
      const results = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          running.producer.send({
            topic,
            body: index === 0 ? body : textBody(`m-${index}`),
            tags: 'T',
            keys: `key-${index}`,
            properties: { n: String(index), city: '杭州🚀' },
          }),
        ),
      );

      await cluster().read(topic, results.length);

      const queues = await reader.queues(topic);
      const messages = (await Promise.all(queues.map((queue) => readAll(reader, queue)))).flat();

      expect(messages).toHaveLength(60);
      const byId = new Map(messages.map((message) => [message.msgId, message]));
      for (const [index, { msgId, offsetMsgId, messageQueue, queueOffset }] of results.entries()) {
        const { queueId } = messageQueue;
        const properties = expect.objectContaining({ n: String(index), city: '杭州🚀', UNIQ_KEY: msgId }) as object;
        expect(byId.get(msgId)).toMatchObject({ topic, offsetMsgId, queueId, queueOffset, tags: 'T', properties });
        expect(byId.get(msgId)?.keys).toEqual([`key-${index}`]);
      }
      expect(messages.filter((message) => body.equals(message.body))).toHaveLength(1);
    });

    it('waits at the end of a queue until a message comes', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const reader = running.client.createPullReader();
      const topic = freshTopic('long-poll');
      const first = await running.producer.send({ topic, body: textBody('first') });
      const queue = first.messageQueue;
      // A real broker makes a stored message readable a moment later.
      await cluster().read(topic, 1);

      const waiting = reader.pull(queue, first.queueOffset + 1, { suspendMs: LONGER_THAN_A_TEST_MS });
      let sent = await running.producer.send({ topic, body: textBody('next') });
      while (sent.messageQueue.queueId !== queue.queueId || sent.messageQueue.brokerName !== queue.brokerName) {
        sent = await running.producer.send({ topic, body: textBody('next') });
      }
      const result = await waiting;

      expect(result).toMatchObject({ status: 'FOUND', nextBeginOffset: sent.queueOffset + 1 });
      expect(result.messages.map(({ msgId }) => msgId)).toEqual([sent.msgId]);
    });

    it('ends a waiting pull at its signal, and at once when the client closes', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const reader = running.client.createPullReader();
      const topic = freshTopic('ended');
      const { messageQueue, queueOffset } = await running.producer.send({ topic, body: textBody('only') });
      await cluster().read(topic, 1);
      const abort = new AbortController();
      const pull = (signal?: AbortSignal): Promise<Error> =>
        rejectionOf(reader.pull(messageQueue, queueOffset + 1, { suspendMs: LONGER_THAN_A_TEST_MS, signal }));

      const aborted = pull(abort.signal);
      const closed = pull();
      await running.producer.send({ topic: freshTopic('later'), body: textBody('the pulls are out') });
      abort.abort(new Error('enough'));
      const abortError = await aborted;
      const closingAt = performance.now();
      await running.client.close({ drainTimeoutMs: 20_000 });
      const closedAfterMs = performance.now() - closingAt;
      const closeError = await closed;

      expect(abortError.message).toBe('enough');
      expect(closeError).toMatchObject({ code: 'CONNECTION_CLOSED' });
      expect(closedAfterMs).toBeLessThan(10_000);
    });

    it('says that there is nothing new, and where to go on', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const reader = running.client.createPullReader();
      const topic = freshTopic('nothing-new');
      const { messageQueue, queueOffset } = await running.producer.send({ topic, body: textBody('only') });
      await cluster().read(topic, 1);

      const atEnd = await reader.pull(messageQueue, queueOffset + 1);
      const beyond = await reader.pull(messageQueue, queueOffset + 1000);

      expect(atEnd).toMatchObject({ status: 'NO_NEW_MSG', nextBeginOffset: queueOffset + 1, messages: [] });
      expect(beyond).toMatchObject({ status: 'OFFSET_ILLEGAL', messages: [] });
      expect(beyond.nextBeginOffset).toBeLessThanOrEqual(queueOffset + 1);
    });

    it('refuses a topic that does not exist and an offset that cannot be', async () => {
      await using running = runningClient({ nameServers: cluster().nameServer });
      const reader = running.client.createPullReader();
      const { messageQueue } = await running.producer.send({ topic: freshTopic('exists'), body: textBody('x') });

      const noRoute = await rejectionOf(reader.queues(freshTopic('absent')));
      const noTopic = await rejectionOf(reader.pull({ ...messageQueue, topic: freshTopic('absent') }, 0));
      const badOffset = await rejectionOf(reader.pull(messageQueue, -1));

      expect(noRoute).toMatchObject({ code: 'NO_ROUTE' });
      expect(noTopic).toMatchObject({ code: 'BROKER_RESPONSE', responseCode: 17 });
      expect(badOffset).toMatchObject({ code: 'INVALID_OPTIONS' });
    });
  });
}
