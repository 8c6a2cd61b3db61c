import { describe, expect, it } from '@jest/globals';
import { batchingProblems, resolveBatching } from '../../../../lib/client/producer/batching-options.js';

function problemsOf(given: unknown): readonly string[] {
  const resolved = resolveBatching(given as boolean);
  return batchingProblems(given, resolved).filter((problem) => problem !== undefined);
}

describe('batching', () => {
  it.each([undefined, false])('[F4] is off when it is %s', (given) => {
    expect(resolveBatching(given)).toBeUndefined();
    expect(problemsOf(given)).toEqual([]);
  });

  it.each([true, {}])('[F4] has its defaults with %o', (given) => {
    expect(resolveBatching(given)).toEqual({ maxCount: 128, maxBytes: 32_768, lingerMs: 0 });
    expect(problemsOf(given)).toEqual([]);
  });

  it('[F4] takes what it is given, up to the largest values of Java', () => {
    const given = { maxCount: 1, maxBytes: 2_097_152, lingerMs: 30_000 };

    expect(resolveBatching(given)).toEqual(given);
    expect(problemsOf(given)).toEqual([]);
  });

  it.each([
    [{ maxCount: 0 }, 'batching.maxCount is 0'],
    [{ maxCount: 1.5 }, 'batching.maxCount is 1.5'],
    [{ maxBytes: 0 }, 'batching.maxBytes is 0'],
    [{ maxBytes: 2_097_153 }, 'batching.maxBytes is 2097153, it must be a whole number from 1 to 2097152'],
    [{ lingerMs: -1 }, 'batching.lingerMs is -1'],
    [{ lingerMs: 30_001 }, 'batching.lingerMs is 30001, it must be a number from 0 to 30000'],
    [{ lingerMs: 'soon' }, 'batching.lingerMs is soon'],
    ['yes', 'batching is yes'],
    [[], 'batching is '],
  ])('[F4] refuses %o', (given, text) => {
    expect(problemsOf(given)).toEqual([expect.stringContaining(text)]);
  });
});
