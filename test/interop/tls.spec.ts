/**
 * TLS with a real 5.5.0 name server and broker that refuse plain text; the broker also wants a client certificate.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NameServerUnreachableError, RocketMQClientOptions, SendFailedError } from '../../lib/client/index.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';
import { keyPair, tlsFile, tlsPath } from '../fixtures/tls-server.js';
import { realClusters } from './harness/clusters.js';
import { type RealCluster, startRealCluster } from './harness/real-cluster.js';

const START_TIMEOUT_MS = 120_000;
const ca = tlsFile('ca.pem');
const tls = { ca, ...keyPair('client') };

/** Java's properties; without `authClient` it would take any client certificate. */
function enforcing(clientAuth: 'none' | 'require'): string[] {
  return Object.entries({
    'server.mode': 'enforcing',
    'test.mode.enable': 'false',
    'server.certPath': tlsPath('server.pem'),
    'server.keyPath': tlsPath('server-key.pem'),
    'server.trustCertPath': tlsPath('ca.pem'),
    'server.authClient': 'true',
    'server.need.client.auth': clientAuth,
  }).map(([name, value]) => `-Dtls.${name}=${value}`);
}

const describeBlock = realClusters().length === 0 ? describe.skip : describe;

describeBlock('TLS (real brokers 5.5.0, enforcing)', () => {
  let cluster: RealCluster;

  beforeAll(async () => {
    cluster = await startRealCluster({
      version: '5.5.0',
      brokers: 1,
      nameServerFlags: enforcing('none'),
      brokerFlags: enforcing('require'),
      tls,
    });
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await cluster.stop();
  });

  async function nameServerFailure(options: Partial<RocketMQClientOptions>): Promise<NameServerUnreachableError> {
    await using running = runningClient({ nameServers: cluster.nameServer, ...options });
    const error = await rejectionOf(running.client.checkNameServers({ timeoutMs: 2000 }));
    expect(error).toMatchObject({ code: 'NO_NAME_SERVER' });
    return error as NameServerUnreachableError;
  }

  async function brokerFailure(options: Partial<RocketMQClientOptions>): Promise<SendFailedError> {
    await using running = runningClient({ nameServers: cluster.nameServer, ...options });
    const error = await rejectionOf(
      running.producer.send({ topic: `tls-${randomUUID()}`, body: textBody('never') }, { timeoutMs: 4000 }),
    );
    return error as SendFailedError;
  }

  it.each(['127.0.0.1', 'localhost'])(
    'sends and pulls with the right authority, name server dialled as %s',
    async (host) => {
      await using running = runningClient({ nameServers: cluster.nameServer.replace('127.0.0.1', host), tls });
      const topic = `tls-${randomUUID()}`;
      const body = Buffer.alloc(300_000, randomUUID());

      const sent = await running.producer.send({ topic, body });
      const reader = running.client.createPullReader();
      // A broker stores first and indexes a little later, so the pull waits for the message.
      const { messages } = await reader.pull(sent.messageQueue, sent.queueOffset, { suspendMs: 10_000 });

      expect(sent.sendStatus).toBe('SEND_OK');
      expect(messages[0]?.msgId).toBe(sent.msgId);
      expect(Buffer.compare(messages[0]!.body, body)).toBe(0);
    },
  );

  it('carries many sends at once', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer, tls });
    const topic = `tls-${randomUUID()}`;
    await running.producer.send({ topic, body: textBody('first') }, { timeoutMs: 20_000 });

    const results = await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        running.producer.send({ topic, body: textBody(`m-${index}`) }, { timeoutMs: 20_000 }),
      ),
    );

    expect(new Set(results.map(({ offsetMsgId }) => offsetMsgId)).size).toBe(500);
  });

  it('[E11.6] refuses servers of another authority', async () => {
    const { failures } = await nameServerFailure({ tls: { ...tls, ca: tlsFile('other-ca.pem') } });

    expect(failures[0]?.error).toMatchObject({ code: 'CONNECT_FAILED' });
    expect(failures[0]?.error.message).toContain('set tls.ca');
  });

  it('[E11.9] refuses servers whose certificate has another name', async () => {
    const { failures } = await nameServerFailure({ tls: { ...tls, serverName: 'rocketmq.example' } });

    expect(failures[0]?.error).toMatchObject({ code: 'CONNECT_FAILED' });
    expect(failures[0]?.error.message).toContain('does not name rocketmq.example; set tls.serverName');
  });

  it('[E11.7] fails a send without the client certificate that the broker wants', async () => {
    const error = await brokerFailure({ tls: { ca } });

    expect(error.message).toContain('client certificate');
    expect(error.attempts.length).toBeGreaterThan(0);
  });

  it('fails a send with a client certificate of an authority that the broker does not trust', async () => {
    const error = await brokerFailure({ tls: { ca, ...keyPair('self-signed') } });

    expect(error.message).toContain('client certificate');
    expect(error.attempts.length).toBeGreaterThan(0);
  });

  it('tells a plain client that its connection was ended', async () => {
    const { failures } = await nameServerFailure({});

    expect(failures[0]?.error.message).toContain('closed: the other side or the network ended it');
  });

  it.each(['5.5.0', '4.9.7'] as const)(
    'fails with the typed error on a name server %s without TLS',
    async (version) => {
      const plain = realClusters().find((candidate) => candidate.version === version)!;

      const { failures } = await nameServerFailure({ nameServers: plain.nameServer, tls });

      expect(failures[0]?.error).toMatchObject({ code: 'CONNECT_FAILED' });
      expect(failures[0]?.error.message).toContain('it may not speak TLS');
    },
  );
});
