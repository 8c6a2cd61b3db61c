/**
 * Turns a failed send into an HTTP answer: the status by the error's code, the message as it is.
 */
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpStatus } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type ErrorCode, RocketMQError } from 'nestjs-rocketmq';

const STATUS_OF_CODE: Partial<Record<ErrorCode, HttpStatus>> = {
  SEND_FORBIDDEN: HttpStatus.FORBIDDEN,
  INVALID_MESSAGE: HttpStatus.BAD_REQUEST,
  SEND_TIMEOUT: HttpStatus.GATEWAY_TIMEOUT,
  NO_NAME_SERVER: HttpStatus.SERVICE_UNAVAILABLE,
  PRODUCER_CLOSED: HttpStatus.SERVICE_UNAVAILABLE,
  NO_ROUTE: HttpStatus.BAD_GATEWAY,
  BROKER_NOT_FOUND: HttpStatus.BAD_GATEWAY,
  BROKER_UNREACHABLE: HttpStatus.BAD_GATEWAY,
  BROKER_REJECTED: HttpStatus.BAD_GATEWAY,
  CONNECTION_CLOSED: HttpStatus.BAD_GATEWAY,
  RESPONSE_INVALID: HttpStatus.BAD_GATEWAY,
};

@Catch(RocketMQError)
export class RocketMQErrorFilter implements ExceptionFilter<RocketMQError> {
  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch({ code, message }: RocketMQError, host: ArgumentsHost): void {
    const statusCode = STATUS_OF_CODE[code] ?? HttpStatus.INTERNAL_SERVER_ERROR;
    const response: unknown = host.switchToHttp().getResponse();
    this.adapterHost.httpAdapter.reply(response, { statusCode, code, message }, statusCode);
  }
}
