/**
 * The snippets of the client alone, and those of docs/diagnostics.md.
 */
import { describe, expect, it } from '@jest/globals';
import { unsubscribe } from 'node:diagnostics_channel';
import { RocketMQClient } from 'nestjs-rocketmq/client';
import type { EmbeddedCluster } from 'nestjs-rocketmq/embedded';
import { lookAround } from './client-admin.js';
import { sendOne } from './client-alone.js';
import { auditedProducer } from './client-hooks.js';
import { afterwards, startCluster, stored } from './running-snippets.js';

function clientOf(cluster: EmbeddedCluster): RocketMQClient {
  const client = new RocketMQClient({ nameServers: cluster.nameServer });
  afterwards(() => client.close());
  return client;
}

describe('client', () => {
  it('sends, and closes with the block', async () => {
    const cluster = await startCluster();

    expect(await sendOne(cluster.nameServer)).toMatchObject({ sendStatus: 'SEND_OK' });

    expect(await stored(cluster, 'orders', 1)).toMatchObject([{ text: 'hello', tags: 'new', keys: ['order-1'] }]);
  });

  it('has hooks that forbid, add and record', async () => {
    const cluster = await startCluster();
    const client = clientOf(cluster);
    const lines: string[] = [];
    const producer = auditedProducer(client, (line) => lines.push(line));
    client.start();

    await producer.send({ topic: 'orders', body: Buffer.from('hello') });
    const forbidden = producer.send({ topic: 'internal', body: Buffer.from('hello') });

    await expect(forbidden).rejects.toMatchObject({ code: 'SEND_FORBIDDEN' });
    expect(await stored(cluster, 'orders', 1)).toMatchObject([{ properties: { attempt: '1' } }]);
    expect(lines).toEqual(['1: SEND_OK']);
  });

  it('has admin calls', async () => {
    const cluster = await startCluster();
    const client = clientOf(cluster);
    const producer = client.createProducer({ group: 'orders' });
    client.start();

    const seen = await lookAround(client, producer);

    expect(seen).toMatchObject({ failures: [], messages: [{ topic: 'orders' }], message: { keys: ['order-1'] } });
    expect(seen.created).toHaveLength(1);
    expect(seen.offset).toBe(0);
  });
});

describe('diagnostics', () => {
  it('tell of sends, take properties, and add up latencies', async () => {
    const { currentTraceparent, lines, slowestPercent, SUBSCRIBERS } = await import('./diagnostics.js');
    afterwards(() => {
      for (const [channel, subscriber] of Object.entries(SUBSCRIBERS)) unsubscribe(channel, subscriber);
    });
    const cluster = await startCluster();
    const client = clientOf(cluster);
    const [orders, bills] = ['orders', 'bills'].map((group) => client.createProducer({ group }));
    client.start();

    const { msgId } = await orders!.send({ topic: 'orders', body: Buffer.from('hello') });

    expect(lines).toEqual([expect.stringMatching(new RegExp(`^orders ${msgId}: 1 attempts, `))]);
    expect(await stored(cluster, 'orders', 1)).toMatchObject([{ properties: { traceparent: currentTraceparent() } }]);
    expect(slowestPercent(orders!, bills!)).toBeGreaterThan(0);
  });
});
