import { describe, expect, it } from '@jest/globals';
import type { InvalidOptionsError } from '../../../../lib/client/errors/input-errors.js';
import { resolveFaultToleranceOptions } from '../../../../lib/client/producer/fault-tolerance-options.js';
import { type ProducerOptions, resolveProducerOptions } from '../../../../lib/client/producer/producer-options.js';
import { thrownBy } from '../../../fixtures/caught.js';

function problemsOf(options: object): readonly string[] {
  const error = thrownBy(() => resolveProducerOptions(options as ProducerOptions)) as InvalidOptionsError;
  return error.problems;
}

describe('resolveProducerOptions', () => {
  it("[B0.16] [B5.0a] [B6.5a] [B9.5] has Java's defaults", () => {
    const resolved = resolveProducerOptions({ group: 'orders' });

    expect(resolved).toEqual({
      group: 'orders',
      timeoutMs: 3000,
      retryTimesWhenSendFailed: 2,
      retryTimesWhenSendAsyncFailed: 2,
      retryResponseCodes: {},
      retryAnotherBrokerWhenNotStoreOK: false,
      maxTimeoutPerRequestMs: 'share',
      compressOverBytes: 4096,
      compressType: 'ZLIB',
      compressLevel: 5,
      maxBodyBytes: 4_194_304,
      maxInFlightSends: 65_535,
      maxInFlightBytes: 104_857_600,
      whenInFlightFull: 'wait',
      vipChannelEnabled: false,
      unitMode: false,
      createTopicKey: 'TBW102',
      ...resolveFaultToleranceOptions({}),
      checkForbiddenHooks: [],
      sendMessageHooks: [],
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
      compressType: 'ZSTD',
      compressLevel: 22,
      maxBodyBytes: 1,
      maxInFlightSends: 7,
      maxInFlightBytes: 700,
      whenInFlightFull: 'fail',
      retryResponseCodes: { sync: [13], async: [2] },
      retryAnotherBrokerWhenNotStoreOK: true,
      vipChannelEnabled: true,
      unitMode: true,
      createTopicKey: 'Template',
      sendLatencyFaultEnable: true,
      latencyMaxMs: [10],
      notAvailableDurationMs: [20],
      startDetectorEnable: true,
      detectTimeoutMs: 30,
      detectIntervalMs: 40,
      checkForbiddenHooks: [{ checkForbidden: () => {} }],
      sendMessageHooks: [{ sendMessageBefore: () => {} }],
      onException: () => {},
    };

    const resolved = resolveProducerOptions(options);

    expect(resolved).toEqual(options);
  });

  it('refuses switches that are neither on nor off', () => {
    const problems = problemsOf({ group: 'orders', vipChannelEnabled: 'yes', unitMode: 1 });

    expect(problems).toEqual([
      'vipChannelEnabled is yes, it must be true or false',
      'unitMode is 1, it must be true or false',
    ]);
  });

  it('[B9.2d] refuses codes and limits that cannot be', () => {
    const problems = problemsOf({
      group: 'orders',
      retryResponseCodes: { sync: 13, async: ['2'] },
      maxInFlightSends: 0,
      maxInFlightBytes: 1.5,
      whenInFlightFull: 'drop',
    });

    expect(problems).toEqual([
      'maxInFlightSends is 0, it must be a whole number from 1 to 2147483647',
      'maxInFlightBytes is 1.5, it must be a whole number from 1 to 2147483647',
      'whenInFlightFull must be wait or fail',
      'retryResponseCodes.sync must be a list of response codes',
      'retryResponseCodes.async must be a list of response codes',
    ]);
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
      detectTimeoutMs: 0,
    });

    expect(problems).toEqual([
      'the specified group is blank',
      'timeoutMs is 0, it must be a number from 1 to 2147483647',
      'maxBodyBytes is NaN, it must be a whole number from 1 to 2147483647',
      'retryTimesWhenSendFailed is -1, it must be a whole number from 0 to 2147483647',
      'retryTimesWhenSendAsyncFailed is Infinity, it must be a whole number from 0 to 2147483647',
      'compressOverBytes is 4096, it must be a whole number from 0 to 2147483647',
      'detectTimeoutMs is 0, it must be a number from 1 to 2147483647',
      'maxTimeoutPerRequestMs is 0, it must be a number from 1 to 2147483647',
    ]);
  });

  it.each([undefined, null, '', 'DEFAULT_PRODUCER', 'bad group', 'g'.repeat(256)])('refuses the group %p', (group) => {
    const problems = problemsOf({ group });

    expect(problems).toHaveLength(1);
  });

  it.each([
    [{ compressType: 'GZIP' }, 'compressType is GZIP, it must be one of ZLIB, LZ4, ZSTD'],
    [{ compressType: 'toString' }, 'compressType is toString, it must be one of ZLIB, LZ4, ZSTD'],
    [{ compressLevel: 10 }, 'compressLevel is 10, for ZLIB it must be a whole number from 0 to 9'],
    [{ compressLevel: 0.5 }, 'compressLevel is 0.5, for ZLIB it must be a whole number from 0 to 9'],
    [{ compressType: 'ZSTD', compressLevel: 0 }, 'compressLevel is 0, for ZSTD it must be a whole number from 1 to 22'],
  ])('refuses the compression %p', (options, problem) => {
    expect(problemsOf({ group: 'orders', ...options })).toEqual([problem]);
  });

  it('refuses a limit of an attempt that is neither a number nor one of the two words', () => {
    const problems = problemsOf({ group: 'orders', maxTimeoutPerRequestMs: 'half' });

    expect(problems).toHaveLength(1);
  });
});
