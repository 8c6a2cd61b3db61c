/**
 * The error a send ends with, from the error its last attempt ended with.
 */
import { RocketMQError } from '../errors/rocketmq-error.js';
import type { ErrorCode } from '../errors/error-code.js';
import {
  type SendAttempt,
  type SendErrorFacts,
  type SendFailedCode,
  SendFailedError,
  SendForbiddenError,
  SendTimeoutError,
} from '../errors/send-errors.js';
import type { BrokerAddress } from '../routing/broker-address-table.js';
import { failedAttemptsOf } from './attempt-state.js';
import type { OutgoingSend } from './outgoing-send.js';

/** With which code a send ends after the error of its last attempt; any other error came from a hook. */
const SEND_CODES: Partial<Record<ErrorCode, SendFailedCode | 'SEND_TIMEOUT'>> = {
  COMPRESSION_UNAVAILABLE: 'COMPRESSION_UNAVAILABLE',
  NO_NAME_SERVER: 'NO_NAME_SERVER',
  NO_ROUTE: 'NO_ROUTE',
  BROKER_NOT_FOUND: 'BROKER_NOT_FOUND',
  CONNECT_FAILED: 'BROKER_UNREACHABLE',
  CONNECTION_CLOSED: 'CONNECTION_CLOSED',
  RESPONSE_INVALID: 'RESPONSE_INVALID',
  BROKER_RESPONSE: 'BROKER_REJECTED',
  UNSUPPORTED_BY_BROKER: 'UNSUPPORTED_BY_BROKER',
  REQUEST_TIMEOUT: 'SEND_TIMEOUT',
  TOO_MANY_REQUESTS: 'SEND_TIMEOUT',
};

/** Failures that more time might have cured: after the deadline they are time-outs. The others are answers. */
const CURABLE_CODES: ReadonlySet<string> = new Set(['BROKER_UNREACHABLE', 'CONNECTION_CLOSED']);

/** Where a failed send stood. */
export interface FailedSend {
  readonly send: OutgoingSend;
  readonly error: Error;
  /** With which code the send ends, where the error itself does not say. */
  readonly code: SendFailedCode | 'SEND_TIMEOUT' | undefined;
  readonly now: number;
  /** The broker of the last attempt, if there was one. */
  readonly broker: BrokerAddress | undefined;
}

export function toSendError(failed: FailedSend): SendFailedError | SendTimeoutError {
  const { send, error, code: given, now, broker } = failed;
  const facts: SendErrorFacts = {
    topic: send.message.topic,
    messageId: send.messageId,
    attempts: attemptsOf(failed),
    elapsedMs: now - send.startedAt,
  };
  const code = given ?? (error instanceof RocketMQError ? SEND_CODES[error.code] : undefined) ?? 'HOOK_FAILED';
  if (code === 'SEND_TIMEOUT' || (given === undefined && now >= send.expiresAt && CURABLE_CODES.has(code))) {
    return new SendTimeoutError(send.timeoutMs, error.message, facts, error);
  }
  const hint = code === 'BROKER_UNREACHABLE' && broker !== undefined ? `. ${addressHint(broker)}` : '';
  return new SendFailedError(code, error.message + hint, facts, error);
}

/** Codes of sends that may end while an attempt of theirs is under way: it counts, since the message may be stored. */
const CUT_OFF_CODES: ReadonlySet<string | undefined> = new Set(['SEND_ABORTED', 'PRODUCER_CLOSED']);

function attemptsOf({ send, error, code, now }: FailedSend): readonly SendAttempt[] {
  const { isAttempting, attempt, brokerName, queueId, address, sentAt } = send.carrier ?? send;
  const isCutOff = isAttempting && (send.carrier !== undefined || CUT_OFF_CODES.has(code));
  if (!isCutOff) return [...failedAttemptsOf(send)];
  return [...failedAttemptsOf(send), { attempt, brokerName, queueId, address, elapsedMs: now - sentAt, error }];
}

/** The error of a batch for one of the messages that callers sent by themselves: each gets its own, about its message. */
export function toMemberError(error: Error, member: OutgoingSend, now: number): RocketMQError {
  const { cause } = error;
  const { message, messageId } = member;
  const attempts = failedAttemptsOf(member);
  const facts: SendErrorFacts = { topic: message.topic, messageId, attempts, elapsedMs: now - member.startedAt };
  if (error instanceof SendTimeoutError) {
    return new SendTimeoutError(member.timeoutMs, error.reason, facts, cause as Error | undefined);
  }
  if (error instanceof SendForbiddenError) {
    return new SendForbiddenError(message.topic, error.forbiddenBy, { cause, attempts });
  }
  const { code, reason } = error as SendFailedError;
  return new SendFailedError(code, reason, facts, cause as Error | undefined);
}

function addressHint({ brokerName, advertised, address }: BrokerAddress): string {
  const dialled = advertised === address ? '' : ` (dialled as ${address}, by brokerAddressMap)`;
  return (
    `${brokerName} advertises ${advertised}${dialled}: if this host cannot reach that, set brokerIP1 in the broker's ` +
    `configuration, or the client option brokerAddressMap: { '${advertised}': 'host:port' }`
  );
}
