import { expect, it } from '@jest/globals';
import { ByteArena } from '../../../../lib/client/message/byte-arena.js';

it('gives buffers of the size asked for, of which no two share a byte', () => {
  const arena = new ByteArena();
  const sizes = Array.from({ length: 200 }, (_, index) => (index * 7919) % 40_000);

  const buffers = sizes.map((bytes, index) => arena.allocate(bytes).fill(index % 251));

  expect(buffers.map(({ length }) => length)).toEqual(sizes);
  expect(buffers.every((buffer, index) => buffer.every((byte) => byte === index % 251))).toBe(true);
});

it('cuts many buffers from few blocks', () => {
  const arena = new ByteArena();

  const blocks = new Set(Array.from({ length: 100 }, () => arena.allocate(10_000).buffer));

  expect(blocks.size).toBe(4);
});
