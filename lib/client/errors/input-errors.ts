/**
 * Errors for what a caller passed in: options, messages, and calls in the wrong state.
 */
import { RocketMQError, type RocketMQErrorOptions } from './rocketmq-error.js';

/** Thrown by constructors and `forRoot()`: lists every bad option at once. */
export class InvalidOptionsError extends RocketMQError {
  override readonly code = 'INVALID_OPTIONS';

  /** @param problems - one sentence for each bad option: its name, what it is, what it should be */
  constructor(
    subject: string,
    readonly problems: readonly string[],
  ) {
    super(`${subject}: ${problems.join('; ')}`);
  }
}

/** A message that a broker would refuse or silently change. Nothing was sent. */
export class InvalidMessageError extends RocketMQError {
  override readonly code = 'INVALID_MESSAGE';

  /** @param field - which part is wrong: `topic`, `body`, `keys`, `properties.city`, ... */
  constructor(
    readonly field: string,
    message: string,
    options?: RocketMQErrorOptions,
  ) {
    super(message, options);
  }
}

/** The package that a kind of compression needs is not installed, or does not work in this process. */
export class CompressionUnavailableError extends RocketMQError {
  override readonly code = 'COMPRESSION_UNAVAILABLE';

  /** @param options.cause - why it cannot be used */
  constructor(
    readonly compressType: string,
    readonly packageName: string,
    options: { readonly cause: unknown },
  ) {
    const why = options.cause instanceof Error ? options.cause.message : String(options.cause);
    super(
      `${compressType} needs the package ${packageName} (npm install ${packageName}), which cannot be used: ${why}`,
      options,
    );
  }
}

/** A send before `start()`. */
export class ProducerNotStartedError extends RocketMQError {
  override readonly code = 'PRODUCER_NOT_STARTED';

  constructor(readonly group: string) {
    super(`the producer of group ${group} is not started: await client.start() or producer.start() before sending`, {
      responseCode: -1,
    });
  }
}

/** A send after `close()` began. */
export class ProducerClosedError extends RocketMQError {
  override readonly code = 'PRODUCER_CLOSED';

  constructor(readonly group: string) {
    super(`the producer of group ${group} is closed and takes no more messages`, { responseCode: -1 });
  }
}

/** A call on a client whose `close()` began. */
export class ClientClosedError extends RocketMQError {
  override readonly code = 'CLIENT_CLOSED';

  constructor(readonly clientId: string) {
    super(`the client ${clientId} is closed: make a new one, a client lives once`);
  }
}
