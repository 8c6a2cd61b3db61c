/**
 * Compressed bodies on the embedded cluster: what is sent is what is read, in every kind of compression.
 */
import { expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { runningClient } from '../fixtures/running-client.js';

it.each([
  ['ZLIB', 0x300],
  ['LZ4', 0x100],
  ['ZSTD', 0x200],
] as const)(
  '[B6.5d] %s bodies come back as they were, from the pull reader and from waitFor()',
  async (compressType, type) => {
    const cluster = await EmbeddedCluster.start();
    const body = Buffer.alloc(300_000, 'compress me');
    try {
      await using running = runningClient({ nameServers: cluster.nameServer }, { compressType });
      const { messageQueue, queueOffset } = await running.producer.send({ topic: 'compressed', body });

      const pulled = await running.client.createPullReader().pull(messageQueue, queueOffset);
      const [waited] = await cluster.waitFor('compressed', 1);
      const [stored] = cluster.messages('compressed');

      expect(pulled.messages.map((message) => body.equals(message.body))).toEqual([true]);
      expect(pulled.messages.map(({ sysFlag }) => sysFlag)).toEqual([type]);
      expect(body.equals(waited?.body ?? Buffer.alloc(0))).toBe(true);
      expect(stored?.sysFlag).toBe(compressType === 'ZLIB' ? type : type | 1);
    } finally {
      await cluster.stop();
    }
  },
);
