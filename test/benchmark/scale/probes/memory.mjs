// Memory as V8 and Node count it.
import process from 'node:process';

/** The heap, and what objects on it hold outside: buffers. */
export function usedBytes() {
  const { heapUsed, external } = process.memoryUsage();
  return { heapBytes: heapUsed, bufferBytes: external };
}

/** Needs `--expose-gc`. */
export function usedBytesAfterCollection() {
  globalThis.gc();
  return usedBytes();
}

/** What each of so many things has added. */
export function growthOfEach(before, after, count) {
  return {
    heapBytes: (after.heapBytes - before.heapBytes) / count,
    bufferBytes: (after.bufferBytes - before.bufferBytes) / count,
  };
}
