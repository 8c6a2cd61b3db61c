import { describe, expect, it } from '@jest/globals';
import type { InvalidOptionsError } from '../../../../lib/client/errors/input-errors.js';
import {
  type ProducerOptions,
  resolveProducerOptions,
  resolveTimeoutMs,
} from '../../../../lib/client/producer/producer-options.js';
import { thrownBy } from '../../../fixtures/caught.js';

function problemsOf(options: object): readonly string[] {
  const error = thrownBy(() => resolveProducerOptions(options as ProducerOptions)) as InvalidOptionsError;
  return error.problems;
}

describe('resolveProducerOptions', () => {
  it("has Java's defaults", () => {
    const resolved = resolveProducerOptions({ group: 'orders' });

    expect(resolved).toEqual({
      group: 'orders',
      timeoutMs: 3000,
      retryTimesWhenSendFailed: 2,
      retryTimesWhenSendAsyncFailed: 2,
      maxTimeoutPerRequestMs: 'share',
      compressOverBytes: 4096,
      maxBodyBytes: 4_194_304,
      createTopicKey: 'TBW102',
      onException: undefined,
    });
  });

  it('takes what it is given', () => {
    const options: ProducerOptions = {
      group: 'orders',
      timeoutMs: 1,
      retryTimesWhenSendFailed: 0,
      retryTimesWhenSendAsyncFailed: 0,
      maxTimeoutPerRequestMs: 500,
      compressOverBytes: 0,
      maxBodyBytes: 1,
      createTopicKey: 'Template',
      onException: () => {},
    };

    const resolved = resolveProducerOptions(options);

    expect(resolved).toEqual(options);
  });

  it('lists every problem at once', () => {
    const problems = problemsOf({
      group: ' ',
      timeoutMs: 0,
      maxBodyBytes: Number.NaN,
      retryTimesWhenSendFailed: -1,
      retryTimesWhenSendAsyncFailed: Infinity,
      compressOverBytes: '4096',
      maxTimeoutPerRequestMs: 0,
    });

    expect(problems).toEqual([
      'the specified group is blank',
      'timeoutMs is 0, it must be a number from 1 to 2147483647',
      'maxBodyBytes is NaN, it must be a whole number from 1 to 2147483647',
      'retryTimesWhenSendFailed is -1, it must be a whole number from 0 to 2147483647',
      'retryTimesWhenSendAsyncFailed is Infinity, it must be a whole number from 0 to 2147483647',
      'compressOverBytes is 4096, it must be a whole number from 0 to 2147483647',
      'maxTimeoutPerRequestMs is 0, it must be a number from 1 to 2147483647',
    ]);
  });

  it.each([undefined, null, '', 'DEFAULT_PRODUCER', 'bad group', 'g'.repeat(256)])('refuses the group %p', (group) => {
    const problems = problemsOf({ group });

    expect(problems).toHaveLength(1);
  });

  it('refuses a limit of an attempt that is neither a number nor one of the two words', () => {
    const problems = problemsOf({ group: 'orders', maxTimeoutPerRequestMs: 'half' });

    expect(problems).toHaveLength(1);
  });
});

describe('resolveTimeoutMs', () => {
  const producer = resolveProducerOptions({ group: 'orders', timeoutMs: 700 });

  it.each([
    [undefined, 700],
    [{}, 700],
    [{ timeoutMs: undefined }, 700],
    [{ timeoutMs: 50 }, 50],
  ])('of %p is %d ms', (options, expected) => {
    const timeoutMs = resolveTimeoutMs(options, producer);

    expect(timeoutMs).toBe(expected);
  });

  it.each([0, -1, Number.NaN, Infinity, 2 ** 31])('refuses %d ms', (timeoutMs) => {
    const error = thrownBy(() => resolveTimeoutMs({ timeoutMs }, producer));

    expect(error).toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: [expect.stringContaining('timeoutMs is')],
    });
  });
});
