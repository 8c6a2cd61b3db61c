/**
 * Errors that only the Nest layer can meet. What happens on the wire has its errors in the client.
 */
import { RocketMQError, type RocketMQErrorOptions, type SendResult } from '../../client/index.js';

/**
 * A payload that cannot become a message body without loss. Nothing was sent.
 *
 * @publicApi
 */
export class PayloadNotSerializableError extends RocketMQError {
  override readonly code = 'PAYLOAD_NOT_SERIALIZABLE';

  /** @param path - where the value is: `$` for the payload itself, else like `$.items[2].price` */
  constructor(
    readonly topic: string,
    readonly path: string,
    readonly reason: string,
    options?: RocketMQErrorOptions,
  ) {
    super(`the payload for topic ${topic} cannot be sent: ${path} is ${reason}`, options);
  }
}

/**
 * One thing that is wrong with a payload.
 *
 * @publicApi
 */
export interface PayloadIssue {
  /** Where in the payload: `$` for the payload itself, else like `$.items[2].price`. */
  readonly path: string;
  readonly message: string;
}

/** As many issues as a message of an error names. */
const NAMED_ISSUES = 5;

/**
 * A payload that does not meet the schema of its topic. Nothing was sent.
 *
 * @publicApi
 */
export class PayloadInvalidError extends RocketMQError {
  override readonly code = 'PAYLOAD_INVALID';

  constructor(
    readonly topic: string,
    readonly issues: readonly PayloadIssue[],
    options?: RocketMQErrorOptions,
  ) {
    const named = issues.slice(0, NAMED_ISSUES).map(({ path, message }) => `${path}: ${message}`);
    if (issues.length > NAMED_ISSUES) named.push(`and ${issues.length - NAMED_ISSUES} more in issues`);
    super(`the payload for topic ${topic} does not meet the topic's schema: ${named.join('; ')}`, options);
  }
}

/**
 * A method with a publish decorator ran on an instance that has no publisher. The method was not called, nothing was sent.
 *
 * @publicApi
 */
export class RocketMQNotBoundError extends RocketMQError {
  override readonly code = 'PUBLISHER_NOT_BOUND';

  /** @param method - class and method, like `OrdersService.create` */
  constructor(readonly method: string) {
    super(
      `${method}() publishes to RocketMQ, but its instance was not bound to a producer. ` +
        'One of these helps: import RocketMQModule.forRoot() in the root module; ' +
        'let Nest make the instance (list the class as provider or controller, in tests with Test.createTestingModule) instead of new; ' +
        'in a unit test bind what new made, with bindPublisher() of nestjs-rocketmq/testing; ' +
        'call the method on its instance, and not before it is made: neither in a constructor nor, ' +
        'for instances from useFactory or useValue, before onModuleInit of RocketMQModule',
    );
  }
}

/**
 * The message is stored, but not as safely as `requireStatus` asks for. Sending it again would double it.
 *
 * @publicApi
 */
export class SendStatusError extends RocketMQError {
  override readonly code = 'SEND_STATUS_NOT_OK';

  constructor(
    readonly topic: string,
    readonly result: SendResult,
  ) {
    super(
      `message ${result.msgId} of topic ${topic} was stored with status ${result.sendStatus}, but requireStatus asks for ` +
        'SEND_OK; sending it again would double it',
    );
  }
}

/**
 * A send interceptor broke its contract: more than one emission, no Observable, or a batch taken for one message. What it
 * was to send may be stored.
 *
 * @publicApi
 */
export class SendInterceptorError extends RocketMQError {
  override readonly code = 'INTERCEPTOR_MISUSED';

  constructor(
    readonly topic: string,
    reason: string,
  ) {
    super(`the interceptors around a send to topic ${topic} ${reason}`);
  }
}
