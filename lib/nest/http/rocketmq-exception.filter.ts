/**
 * Turns errors of this package into HTTP answers: the status by the error's code, and no addresses of servers in the body.
 * Speaks to the response by what Express and Fastify have in common.
 */
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpStatus, Inject, Logger, Optional } from '@nestjs/common';
import { ERROR_CODES, type ErrorCode, RocketMQError } from '../../client/index.js';
import { LOGGER_CONTEXT, ROCKETMQ_EXCEPTION_FILTER_OPTIONS } from '../connection/rocketmq.constants.js';

/**
 * How `RocketMQExceptionFilter` answers; provide it under `ROCKETMQ_EXCEPTION_FILTER_OPTIONS`, or pass it to the constructor.
 *
 * @publicApi
 */
export interface RocketMQExceptionFilterOptions {
  /** Answers with the error's own message whatever it tells, addresses of servers included; default false. */
  readonly exposeDetails?: boolean | undefined;
  /** What `Retry-After` says under back pressure, in whole seconds; default 1. */
  readonly retryAfterSeconds?: number | undefined;
}

/** What of a response Express and Fastify agree on; `raw` is Node's own under Fastify. */
interface HttpReply {
  status(statusCode: number): HttpReply;
  header(name: string, value: string): HttpReply;
  send(body: object): unknown;
  readonly raw?: RawResponse;
}

interface RawResponse {
  readonly headersSent: boolean;
  end(): unknown;
}

/** A code that is not here is answered with 500. */
const STATUS_OF_CODE: Partial<Record<ErrorCode, HttpStatus>> = {
  SEND_FORBIDDEN: HttpStatus.FORBIDDEN,
  INVALID_MESSAGE: HttpStatus.BAD_REQUEST,
  PAYLOAD_INVALID: HttpStatus.BAD_REQUEST,
  // Not 429: that blames one client, while here the app as a whole has too much under way.
  BACK_PRESSURE: HttpStatus.SERVICE_UNAVAILABLE,
  TOO_MANY_REQUESTS: HttpStatus.SERVICE_UNAVAILABLE,
  PRODUCER_CLOSED: HttpStatus.SERVICE_UNAVAILABLE,
  CLIENT_CLOSED: HttpStatus.SERVICE_UNAVAILABLE,
  NO_NAME_SERVER: HttpStatus.SERVICE_UNAVAILABLE,
  NO_ROUTE: HttpStatus.SERVICE_UNAVAILABLE,
  BROKER_NOT_FOUND: HttpStatus.SERVICE_UNAVAILABLE,
  BROKER_UNREACHABLE: HttpStatus.SERVICE_UNAVAILABLE,
  CONNECT_FAILED: HttpStatus.SERVICE_UNAVAILABLE,
  CONNECTION_CLOSED: HttpStatus.SERVICE_UNAVAILABLE,
  SEND_TIMEOUT: HttpStatus.GATEWAY_TIMEOUT,
  REQUEST_TIMEOUT: HttpStatus.GATEWAY_TIMEOUT,
};

/** Only here is it certain that nothing was sent and that waiting helps. */
const WORTH_RETRYING: ReadonlySet<ErrorCode> = new Set(['BACK_PRESSURE', 'TOO_MANY_REQUESTS']);

/** Answered with their own message: they are about what the caller gave, and are made before any server is asked. */
const OWN_MESSAGE: ReadonlySet<HttpStatus> = new Set([HttpStatus.BAD_REQUEST, HttpStatus.FORBIDDEN]);

/**
 * Answers `RocketMQError`s over HTTP with `{ statusCode, code, message }`. Where the error's own message may name servers,
 * the body has the meaning of its code instead, and the log has the message. Usable globally and with `@UseFilters()`.
 *
 * @example
 * ```ts
 * { provide: APP_FILTER, useClass: RocketMQExceptionFilter }
 * ```
 * @publicApi
 */
@Catch(RocketMQError)
export class RocketMQExceptionFilter implements ExceptionFilter<RocketMQError> {
  private readonly logger = new Logger(LOGGER_CONTEXT);

  constructor(
    @Optional()
    @Inject(ROCKETMQ_EXCEPTION_FILTER_OPTIONS)
    private readonly options?: RocketMQExceptionFilterOptions,
  ) {}

  /** @throws the error itself where the call did not come over HTTP: there is nothing to answer on */
  catch(error: RocketMQError, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const { code } = error;
    const statusCode = STATUS_OF_CODE[code] ?? HttpStatus.INTERNAL_SERVER_ERROR;
    if (!OWN_MESSAGE.has(statusCode)) this.logger.warn(`answered with ${statusCode}: ${error.message}`);
    const reply = host.switchToHttp().getResponse<HttpReply>();
    const raw = reply.raw ?? (reply as unknown as RawResponse);
    if (raw.headersSent) {
      raw.end();
      return;
    }
    if (WORTH_RETRYING.has(code)) reply.header('retry-after', String(this.options?.retryAfterSeconds ?? 1));
    reply.status(statusCode).send({ statusCode, code, message: this.messageOf(error, statusCode) });
  }

  private messageOf({ code, message }: RocketMQError, statusCode: HttpStatus): string {
    if (this.options?.exposeDetails === true || OWN_MESSAGE.has(statusCode)) return message;
    return ERROR_CODES[code].meaning;
  }
}
