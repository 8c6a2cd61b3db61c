import { expect, it } from '@jest/globals';
import { resolveProducerOptions } from '../../../../lib/client/producer/producer-options.js';
import { SendPolicy } from '../../../../lib/client/producer/send-policy.js';
import type { SendMode } from '../../../../lib/client/producer/send-retry-policy.js';
import { TopicPublishInfo } from '../../../../lib/client/routing/topic-publish-info.js';
import { aSend, aTarget } from '../../../fixtures/remoting-sends.js';

const QUEUES = ['broker-a', 'broker-b'].map((brokerName) => ({ topic: 'TopicTest', brokerName, queueId: 0 }));
const INFO = new TopicPublishInfo(QUEUES, 0);

const OPTIONS = [
  {},
  { maxTimeoutPerRequestMs: 'none' },
  { maxTimeoutPerRequestMs: 400 },
  { maxTimeoutPerRequestMs: 400, retryTimesWhenSendFailed: 0 },
  { retryTimesWhenSendFailed: 0, retryTimesWhenSendAsyncFailed: 5 },
] as const;

it.each(OPTIONS)('has for the first attempt what it has for any, with %j', (options) => {
  const policy = new SendPolicy(resolveProducerOptions({ group: 'orders', ...options }));

  const deadlines = (['SYNC', 'ASYNC', 'ONEWAY'] as const satisfies readonly SendMode[]).flatMap((mode) =>
    [1000, 1500, 3999].map((now) => {
      const { send } = aSend({ mode });
      send.aim(INFO.turnOf(QUEUES[0] as (typeof QUEUES)[0]), INFO, aTarget());
      const { share, mostMs } = policy.firstAttempts[mode];
      return [now + Math.min((send.expiresAt - now) * share, mostMs), policy.attemptDeadline(send, now)];
    }),
  );

  for (const [first, any] of deadlines) expect(first).toBeCloseTo(any as number, 6);
  expect(deadlines).toHaveLength(9);
});
