/**
 * A static topic on two real 5.5.0 brokers: its route is read and written as the name server does, and each message is
 * stored in the logical queue that it was sent to.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyText } from '../../lib/client/protocol/remoting-command.js';
import { encodeTopicRouteData, parseTopicRouteData } from '../../lib/client/protocol/topic-route-data.js';
import { RawClient } from '../integration/raw-client.js';
import { runningClient, textBody } from '../fixtures/running-client.js';
import { classPath } from './harness/class-path.js';
import { realClusters } from './harness/clusters.js';
import { javaFlags } from './harness/java-flags.js';
import { type RealCluster, startRealCluster } from './harness/real-cluster.js';
import { runProgram } from './harness/run-program.js';
import { findToolchain } from './harness/toolchain.js';

const START_TIMEOUT_MS = 120_000;
const TOPIC = 'StaticTopic';
const QUEUES = 4;

/** Runs a command of RocketMQ's own tools. */
async function mqadmin(...commandLine: readonly string[]): Promise<string> {
  const search = await findToolchain();
  if (!search.isComplete) throw new Error(search.missing);
  const jars = await classPath('5.5.0', search.toolchain);
  const home = await mkdtemp(join(tmpdir(), 'mqadmin-'));
  try {
    const main = 'org.apache.rocketmq.tools.command.MQAdminStartup';
    const flags = [...javaFlags('client', home), '-cp', jars, main, ...commandLine];
    return (await runProgram(search.toolchain.java, flags, { timeoutMs: 60_000 })).output;
  } finally {
    await rm(home, { recursive: true });
  }
}

const describeBlock = realClusters().length === 0 ? describe.skip : describe;

describeBlock('static topics (real brokers 5.5.0)', () => {
  let cluster: RealCluster;

  beforeAll(async () => {
    cluster = await startRealCluster({ version: '5.5.0', brokers: 2 });
    const where = ['-n', cluster.nameServer, '-c', 'DefaultCluster'];
    const output = await mqadmin('updateStaticTopic', ...where, '-t', TOPIC, '-qn', String(QUEUES));
    if (!output.includes('The new mapping data is written to file')) throw new Error(output);
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await cluster.stop();
  });

  it.each([513, 317])('[B3.2] the route for a client of version %d comes out as it went in', async (version) => {
    const client = await RawClient.connect(cluster.nameServer);
    const text = bodyText(await client.ask({ code: 105, version, extFields: { topic: TOPIC } }));
    await client.close();

    const again = encodeTopicRouteData(parseTopicRouteData(text), version > 400 ? 'standard' : 'bare-keys');

    expect(text).toContain('topicQueueMappingByBroker');
    expect(again).toBe(text);
  });

  it('[B3.2] a message is stored in each logical queue, on the broker that holds it', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });

    const queues = await running.producer.fetchPublishMessageQueues(TOPIC);
    const results = [];
    for (const queue of queues) {
      results.push(await running.producer.send({ topic: TOPIC, body: textBody('hello') }, { queue }));
    }
    for (let turn = 0; turn < QUEUES; turn++) {
      results.push(await running.producer.send({ topic: TOPIC, body: textBody('hello') }));
    }

    const ids = [0, 1, 2, 3];
    expect(queues).toEqual(ids.map((queueId) => ({ topic: TOPIC, brokerName: '__syslo__global__', queueId })));
    expect(results.slice(0, QUEUES).map(({ messageQueue }) => messageQueue.queueId)).toEqual(ids);
    expect(results.map(({ queueOffset }) => queueOffset)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(new Set(results.map(({ messageQueue }) => messageQueue.brokerName))).toEqual(
      new Set(['broker-a', 'broker-b']),
    );
  });
});
