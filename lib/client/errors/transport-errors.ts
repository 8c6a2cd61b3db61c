/**
 * Errors of one connection or one request on it. What they mean for a send is decided in the producer.
 */
import { CLIENT_RESPONSE_CODE } from './client-response-code.js';
import { RocketMQError, type RocketMQErrorOptions } from './rocketmq-error.js';

/** Bytes that are not a frame of the remoting protocol, or a frame above the size limit. */
export class FrameError extends RocketMQError {
  constructor(
    override readonly code: 'FRAME_TOO_LARGE' | 'FRAME_MALFORMED',
    message: string,
    options?: RocketMQErrorOptions,
  ) {
    super(message, options);
  }
}

/** A well-formed answer whose content cannot be used. */
export class ResponseInvalidError extends RocketMQError {
  override readonly code = 'RESPONSE_INVALID';
}

/** No connection to an address: refused, unknown host, unreachable, or the connect time ran out. */
export class ConnectError extends RocketMQError {
  override readonly code = 'CONNECT_FAILED';

  constructor(
    readonly address: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`cannot connect to ${address}: ${reason}`, {
      ...options,
      responseCode: CLIENT_RESPONSE_CODE.CONNECT_BROKER_EXCEPTION,
    });
  }
}

/** The connection ended while the request waited on it; the server may have handled it. */
export class ConnectionClosedError extends RocketMQError {
  override readonly code = 'CONNECTION_CLOSED';

  constructor(
    readonly address: string,
    reason: string,
    options?: RocketMQErrorOptions,
  ) {
    super(`connection to ${address} closed: ${reason}`, options);
  }
}

/** One request (not a whole send) got no answer in its time, or its hooks took all of it. */
export class RequestTimeoutError extends RocketMQError {
  override readonly code = 'REQUEST_TIMEOUT';

  constructor(
    readonly address: string,
    readonly waitedMs: number,
    options?: ErrorOptions & { readonly reason?: string },
  ) {
    super(options?.reason ?? `no response from ${address} within ${Math.round(waitedMs)} ms`, {
      ...options,
      responseCode: CLIENT_RESPONSE_CODE.ACCESS_BROKER_TIMEOUT,
    });
  }
}

/** A request waited for its turn until its deadline, because too many were under way; it was not written. */
export class TooManyRequestsError extends RocketMQError {
  override readonly code = 'TOO_MANY_REQUESTS';

  /** @param reason - what it waited for, with numbers */
  constructor(
    readonly address: string,
    readonly waitedMs: number,
    reason: string,
  ) {
    super(`a request to ${address} was not sent within ${Math.round(waitedMs)} ms: ${reason}`, {
      responseCode: CLIENT_RESPONSE_CODE.ACCESS_BROKER_TIMEOUT,
    });
  }
}
