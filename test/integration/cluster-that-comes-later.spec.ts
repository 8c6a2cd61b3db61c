/**
 * An application may start before its cluster: sends fail with NO_NAME_SERVER until it is there, then they succeed,
 * without a restart.
 */
import { expect, it } from '@jest/globals';
import { EmbeddedCluster, NAME_SERVER } from '../../lib/embedded/index.js';
import { IN_TIME_MS, latenessOf } from '../fixtures/lateness.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';

const message = { topic: 'later', body: textBody('hello') };

it('[B2.7] fails at the deadline naming every address, and sends once the name server is up', async () => {
  await using cluster = await EmbeddedCluster.start();
  const { nameServer } = cluster;
  await cluster.stopServer(NAME_SERVER);
  await using running = runningClient({ nameServers: [nameServer, '127.0.0.1:1'] }, { timeoutMs: 1000 });
  const startedAt = performance.now();

  const failing = running.producer.send(message);
  const lateMs = await latenessOf(failing, 1000);
  const failedAfterMs = performance.now() - startedAt;
  const error = await rejectionOf(failing);
  const waiting = running.producer.send(message, { timeoutMs: 10_000 });
  await cluster.startServer(NAME_SERVER);
  const result = await waiting;

  expect(error).toMatchObject({ code: 'NO_NAME_SERVER', responseCode: 10004 });
  expect(error.message).toContain(nameServer);
  expect(error.message).toContain('127.0.0.1:1');
  expect(failedAfterMs).toBeGreaterThanOrEqual(999);
  expect(lateMs).toBeLessThan(IN_TIME_MS);
  expect(result.sendStatus).toBe('SEND_OK');
  expect(running.client.status().nameServers.state).toBe('reachable');
});

it('[E2.6] comes back by itself after the whole cluster was away', async () => {
  await using cluster = await EmbeddedCluster.start();
  await using running = runningClient({ nameServers: cluster.nameServer });
  await running.producer.send(message);
  await cluster.stopServer('broker-a');
  await cluster.stopServer(NAME_SERVER);

  const error = await rejectionOf(running.producer.send(message));
  await cluster.startServer(NAME_SERVER);
  await cluster.startServer('broker-a');
  const result = await running.producer.send(message);

  expect(error).toMatchObject({ code: 'BROKER_UNREACHABLE' });
  expect(result.sendStatus).toBe('SEND_OK');
});
