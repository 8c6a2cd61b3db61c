import { randomBytes } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import { CompressionUnavailableError } from '../../../../lib/client/errors/input-errors.js';
import { BODY_COMPRESSORS } from '../../../../lib/client/message/message-compression.js';
import { aReadyProducer, send } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { rejectionOf, until } from '../../../fixtures/remoting-turns.js';

describe('a producer that compresses', () => {
  it.each([
    ['ZLIB', 0x301],
    ['LZ4', 0x101],
    ['ZSTD', 0x201],
  ] as const)('[B6.5d] by %s sends bodies that it opens again, and says how', async (compressType, sysFlag) => {
    const rig = await aReadyProducer([BROKER_A], { options: { compressType } });
    const body = Buffer.alloc(4096, 'x');

    void send(rig, { body });
    await until(() => rig.dialer.socket(MASTER_A).writes.length > 0);

    const { extFields, body: sent = Buffer.alloc(0) } = rig.dialer.socket(MASTER_A).lastFrame;
    expect(Number(extFields?.['f'])).toBe(sysFlag);
    expect(body.equals(await BODY_COMPRESSORS[compressType].decompress(sent, 4096))).toBe(true);
    expect(body.equals(Buffer.alloc(4096, 'x'))).toBe(true);
  });

  it('[B6.5b] sends what came out even if that is larger, as Java does', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const body = randomBytes(4096);

    void send(rig, { body });
    await until(() => rig.dialer.socket(MASTER_A).writes.length > 0);

    const { extFields, body: sent = Buffer.alloc(0) } = rig.dialer.socket(MASTER_A).lastFrame;
    expect(Number(extFields?.['f'])).toBe(0x301);
    expect(sent.length).toBeGreaterThan(4096);
    expect(body.equals(await BODY_COMPRESSORS.ZLIB.decompress(sent, 4096))).toBe(true);
  });

  it('at a higher level sends fewer bytes', async () => {
    const body = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * index) % 255).join(','));
    const sizes: number[] = [];

    for (const compressLevel of [1, 9]) {
      const rig = await aReadyProducer([BROKER_A], { options: { compressLevel } });
      void send(rig, { body });
      await until(() => rig.dialer.socket(MASTER_A).writes.length > 0);
      sizes.push(rig.dialer.socket(MASTER_A).lastFrame.body?.length ?? 0);
    }

    expect(sizes[1]).toBeLessThan(sizes[0] ?? 0);
  });

  it('sends nothing without the package, and says which one', async () => {
    const cause = new Error('not installed');
    const missing = new CompressionUnavailableError('LZ4', 'lz4-napi', { cause });
    const compress = jest.spyOn(BODY_COMPRESSORS.LZ4, 'compress').mockRejectedValue(missing);
    const rig = await aReadyProducer([BROKER_A], { options: { compressType: 'LZ4' } });

    const error = await rejectionOf(send(rig, { body: Buffer.alloc(4096, 'x') }));
    compress.mockRestore();

    expect(error).toMatchObject({
      name: 'SendFailedError',
      code: 'COMPRESSION_UNAVAILABLE',
      attempts: [],
      cause: missing,
    });
    expect(error.message).toContain('LZ4 needs the package lz4-napi (npm install lz4-napi)');
    expect(rig.dialer.socket(MASTER_A).writes).toEqual([]);
    expect(rig.producer.inFlight).toBe(0);
  });

  it('[B6.5c] sends a body as it is that cannot be compressed for another reason', async () => {
    const compress = jest.spyOn(BODY_COMPRESSORS.ZLIB, 'compress').mockRejectedValue(new Error('out of memory'));
    const rig = await aReadyProducer([BROKER_A]);
    const body = Buffer.alloc(4096, 'x');

    void send(rig, { body });
    await until(() => rig.dialer.socket(MASTER_A).writes.length > 0);
    compress.mockRestore();

    const frame = rig.dialer.socket(MASTER_A).lastFrame;
    expect(frame.extFields?.['f']).toBe('0');
    expect(body.equals(frame.body ?? Buffer.alloc(0))).toBe(true);
  });
});
