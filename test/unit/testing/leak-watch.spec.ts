/**
 * The watch names what this package leaves behind, with its place, and nothing else.
 */
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { RocketMQClient } from '../../../lib/client/index.js';
import { EmbeddedCluster } from '../../../lib/embedded/index.js';
import { type LeakError, type LeakWatch, watchForLeaks } from '../../../lib/testing/index.js';
import { rejectionOf } from '../nest/test-app.js';

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function leaksOf(watch: LeakWatch): Promise<readonly string[]> {
  const error = await rejectionOf(watch.assertNoLeaks({ timeoutMs: 0 }));
  expect(error).toMatchObject({ code: 'TEST_LEAK' });
  return (error as LeakError).leaks;
}

async function startClient(): Promise<{ readonly client: RocketMQClient; readonly cluster: EmbeddedCluster }> {
  const cluster = await EmbeddedCluster.start();
  endings.push(() => cluster.stop());
  const client = new RocketMQClient({ nameServers: [cluster.nameServer] });
  endings.push(() => client.close({ drainTimeoutMs: 0 }));
  return { client, cluster };
}

describe('assertNoLeaks()', () => {
  it('names the servers of a cluster that was not stopped', async () => {
    const watch = watchForLeaks();
    const cluster = await EmbeddedCluster.start();
    endings.push(() => cluster.stop());

    expect(await leaksOf(watch)).toEqual(
      Array(2).fill(expect.stringMatching(/^a server made at embedded\/remoting-server\.ts:\d+:?\d*$/)),
    );
  });

  it('names sockets, timers and sends of a client that was not closed', async () => {
    const { client, cluster } = await startClient();
    const watch = watchForLeaks();
    const producer = client.createProducer({ group: 'leaking', timeoutMs: 60_000 });
    client.start();
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'drop-reply' } });
    const sending = rejectionOf(producer.send({ topic: 'unanswered', body: Buffer.from('x') }));
    await cluster.waitFor('unanswered', 1);

    const leaks = await leaksOf(watch);
    await client.close({ drainTimeoutMs: 0 });

    expect(leaks).toContainEqual(expect.stringMatching(/^a socket made at client\/remoting\/dial\.ts:/));
    expect(leaks).toContainEqual(expect.stringMatching(/^a timer made at client\/remoting\/clock\.ts:/));
    expect(leaks).toContainEqual(expect.stringMatching(/^a send to topic unanswered \([0-9A-F]{32}\)$/));
    await sending;
  });

  it('finds nothing once all is closed, however it was used', async () => {
    const watch = watchForLeaks();
    const { client, cluster } = await startClient();
    const producer = client.createProducer({ group: 'tidy' });
    client.start();
    await producer.send({ topic: 't', body: Buffer.from('x') });

    await client.close();
    await cluster.stop();

    await expect(watch.assertNoLeaks()).resolves.toBeUndefined();
  });

  it('counts neither what was there before nor what others make', async () => {
    const cluster = await EmbeddedCluster.start();
    endings.push(() => cluster.stop());
    const watch = watchForLeaks();
    const server = await listening();
    endings.push(() => server.close());
    const timer = setTimeout(() => undefined, 60_000);
    endings.push(() => clearTimeout(timer));

    await expect(watch.assertNoLeaks({ timeoutMs: 0 })).resolves.toBeUndefined();
  });
});

function listening(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
