/**
 * A broker that freezes and wakes up again: no send fails, and what is sent while it sleeps is not doubled when it wakes.
 */
import { expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { runningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'frozen';
const SENDERS = 16;
const SENDS = 2000;

it('[B5.13] only what was on its way to a broker when it froze can be stored twice, and nothing fails', async () => {
  await using cluster = await EmbeddedCluster.start({ brokers: 2 });
  cluster.createTopic(TOPIC);
  await using running = runningClient({ nameServers: cluster.nameServer });
  const { producer } = running;
  const acknowledged: string[] = [];
  const sender = async (): Promise<void> => {
    while (acknowledged.length < SENDS)
      acknowledged.push((await producer.send({ topic: TOPIC, body: textBody('x') })).msgId);
  };
  await producer.send({ topic: TOPIC, body: textBody('first') });
  cluster.freeze('broker-a');

  await Promise.all(Array.from({ length: SENDERS }, sender));
  cluster.thaw('broker-a');
  await producer.send(
    { topic: TOPIC, body: textBody('last') },
    { queue: { topic: TOPIC, brokerName: 'broker-a', queueId: 0 } },
  );

  const stored = cluster.messages(TOPIC).map(({ msgId }) => msgId);
  const doubled = stored.length - new Set(stored).size;
  expect(acknowledged.filter((msgId) => !stored.includes(msgId))).toEqual([]);
  expect(doubled).toBeGreaterThan(0);
  expect(doubled).toBeLessThanOrEqual(SENDERS);
});
