/**
 * The package as one instance of a whole process, which other code may have initialised, or may initialise.
 */
import { expect, it, jest } from '@jest/globals';
import * as zstd from '@bokuweb/zstd-wasm';
import { type ZstdPackage, zstdPackageCodec } from '../../../../lib/client/message/zstd-package.js';
import { rejectionOf } from '../../../fixtures/remoting-turns.js';

const load = (): Promise<ZstdPackage> => Promise.resolve(zstd);
const BODY = Buffer.from('hello hello hello hello hello');

// The order matters: the package can be initialised once in a process, which the first test does.

it('is initialised once, whoever comes first', async () => {
  const init = jest.fn(() => zstd.init());
  const codec = zstdPackageCodec(() => Promise.resolve({ ...zstd, init }));

  const compressed = await Promise.all([1, 2, 3].map((level) => codec.compress(BODY, level)));

  expect(init).toHaveBeenCalledTimes(1);
  expect(compressed.map((frame) => Buffer.from(zstd.decompress(frame)).equals(BODY))).toEqual([true, true, true]);
});

it('is not initialised again if other code has done it', async () => {
  const init = jest.fn(() => zstd.init());
  const codec = zstdPackageCodec(() => Promise.resolve({ ...zstd, init }));

  const opened = await codec.decompress(await codec.compress(BODY, 5), 1000);

  expect(init).not.toHaveBeenCalled();
  expect(BODY.equals(opened)).toBe(true);
});

it('is named if it is not installed, and found once it is', async () => {
  const missing = new Error("Cannot find package '@bokuweb/zstd-wasm'");
  const loads = [() => Promise.reject(missing), load];
  const codec = zstdPackageCodec(() => (loads.shift() ?? load)());

  const error = await rejectionOf(codec.compress(BODY, 5));
  const compressed = await codec.compress(BODY, 5);

  expect(error).toMatchObject({ code: 'COMPRESSION_UNAVAILABLE', packageName: '@bokuweb/zstd-wasm', cause: missing });
  expect(error.message).toContain('npm install @bokuweb/zstd-wasm');
  expect(compressed.length).toBeGreaterThan(0);
});

it('is never believed after a second init(), which makes it answer with rubbish', async () => {
  const codec = zstdPackageCodec(load);
  const compressed = await codec.compress(BODY, 5);
  await zstd.init();
  while (Buffer.from(zstd.compress(BODY, 5)).equals(compressed)) await new Promise(setImmediate);

  const errors = [await rejectionOf(codec.compress(BODY, 5)), await rejectionOf(codec.decompress(compressed, 1000))];

  for (const error of errors) {
    expect(error).toMatchObject({ code: 'COMPRESSION_UNAVAILABLE' });
    expect(error.message).toContain('other code in this process has called init()');
  }
});
