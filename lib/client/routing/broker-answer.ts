/**
 * A broker's answer to one request: its header when it says yes, the error when it does not.
 */
import { BrokerResponseError } from '../errors/server-errors.js';
import { decodeExtFields, type HeaderSchema, type HeaderValues } from '../protocol/header-schema.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { RequestDefinition } from '../protocol/requests.js';
import { RESPONSE_CODE, responseCodeName } from '../protocol/response-code.js';

export interface BrokerAnswer {
  /** Who answered, `host:port`. */
  readonly address: string;
  readonly response: RemotingCommand;
}

/**
 * The typed header of an answer, whatever its code is.
 *
 * @throws {ResponseInvalidError} RESPONSE_INVALID - a field is missing, or no number that is exact here (2^53)
 */
export function answerHeader<Q extends HeaderSchema, R extends HeaderSchema>(
  definition: RequestDefinition<Q, R>,
  { address, response }: BrokerAnswer,
): HeaderValues<R> {
  const subject = `the ${definition.name} answer of ${address}`;
  return decodeExtFields<R>(definition.responseFields, response.extFields, subject);
}

/** @throws {BrokerResponseError} BROKER_RESPONSE - the answer has another code than 0 */
export function refuseFailure(answer: BrokerAnswer): void {
  if (answer.response.code !== RESPONSE_CODE.SUCCESS) throw brokerResponseError(answer);
}

/** The error that an answer with an error code comes to. */
export function brokerResponseError({ address, response: { code, remark } }: BrokerAnswer): BrokerResponseError {
  return new BrokerResponseError({ address, responseCode: code, responseName: responseCodeName(code), remark });
}
