/**
 * Errors that only tests can meet.
 */
import { RocketMQError, type RocketMQErrorOptions } from '../client/index.js';

/** How many messages, topics or things left behind an error names. */
const NAMED = 10;

/**
 * What came instead of the messages that a test waited for.
 *
 * @publicApi
 */
export interface MissingMessages {
  readonly topic: string;
  /** How many were waited for. */
  readonly expected: number;
  /** Bodies of those that came to the topic, as text. */
  readonly received: readonly string[];
  /** Other topics -> how many messages came there. */
  readonly elsewhere: Readonly<Record<string, number>>;
  /** Errors of sends that failed, as text. */
  readonly failures: readonly string[];
}

/**
 * Fewer messages came in time than a test waited for. The message of the error says what came instead.
 *
 * @publicApi
 */
export class MessagesMissingError extends RocketMQError {
  override readonly code = 'MESSAGES_MISSING';

  constructor(
    readonly missing: MissingMessages,
    reason: string,
    options?: RocketMQErrorOptions,
  ) {
    const { topic, expected, received, elsewhere, failures } = missing;
    const others = Object.entries(elsewhere).map(([name, count]) => `${name} (${count})`);
    super(
      [
        `waited for ${expected} messages in topic ${topic}, but ${reason} and ${received.length} came${list(': ', received)}`,
        others.length > 0 ? `other topics got messages: ${some(others)}` : 'no other topic got any',
        ...(failures.length > 0 ? [`sends failed: ${some(failures)}`] : []),
        'compare the name of the topic, see that the publishing method ran and returned something, or set a longer timeoutMs',
      ].join('; '),
      options,
    );
  }
}

/**
 * Something that needs a broker was asked of a recorder.
 *
 * @publicApi
 */
export class RecorderUnsupportedError extends RocketMQError {
  override readonly code = 'RECORDER_UNSUPPORTED';

  /** @param what - what was asked for, like `createPullReader()` */
  constructor(readonly what: string) {
    super(
      `${what} of the native client needs a broker, but this test only records what is sent: ` +
        'use RocketMQTestingModule.forRoot(), which has one in this process',
    );
  }
}

/**
 * Something of this package is still there after a test.
 *
 * @publicApi
 */
export class LeakError extends RocketMQError {
  override readonly code = 'TEST_LEAK';

  /** @param leaks - one line for each thing that is left */
  constructor(readonly leaks: readonly string[]) {
    super(
      `${leaks.length} things of nestjs-rocketmq are left: ${some(leaks)}; ` +
        'await app.close() for every app, client.close() for every client and stop() for every cluster before this check',
    );
  }
}

function list(before: string, texts: readonly string[]): string {
  return texts.length === 0 ? '' : `${before}${some(texts)}`;
}

function some(texts: readonly string[]): string {
  const more = texts.length > NAMED ? ` and ${texts.length - NAMED} more` : '';
  return `${texts.slice(0, NAMED).join(', ')}${more}`;
}
