/**
 * The errors a logical send can end with. Each lists every attempt, so that nobody has to guess what was tried.
 */
import { CLIENT_RESPONSE_CODE } from './client-response-code.js';
import { RocketMQError } from './rocketmq-error.js';

/** One attempt of a send that did not succeed. */
export interface SendAttempt {
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly brokerName: string;
  readonly queueId: number;
  /** Address that was used, `undefined` if none was known. */
  readonly address: string | undefined;
  readonly elapsedMs: number;
  readonly error: Error;
}

/** What all errors of a logical send have in common. */
export interface SendErrorFacts {
  readonly topic: string;
  /**
   * UNIQ_KEY of the message: the same in all attempts, so it finds the message if one of them was stored after all. For a
   * batch the UNIQ_KEYs of its messages, joined by commas.
   */
  readonly messageId: string;
  readonly attempts: readonly SendAttempt[];
  readonly elapsedMs: number;
}

/** Why a send failed for good. */
export type SendFailedCode =
  | 'NO_NAME_SERVER'
  | 'NO_ROUTE'
  | 'BROKER_NOT_FOUND'
  | 'BROKER_UNREACHABLE'
  | 'BROKER_REJECTED'
  | 'UNSUPPORTED_BY_BROKER'
  | 'CONNECTION_CLOSED'
  | 'RESPONSE_INVALID'
  | 'HOOK_FAILED'
  | 'QUEUE_SELECTION_FAILED'
  | 'SEND_ABORTED'
  | 'BACK_PRESSURE'
  | 'COMPRESSION_UNAVAILABLE'
  | 'PRODUCER_CLOSED';

/** A send that no further attempt could cure. */
export class SendFailedError extends RocketMQError {
  readonly topic: string;
  readonly messageId: string;
  readonly attempts: readonly SendAttempt[];

  constructor(
    override readonly code: SendFailedCode,
    /** Why it failed, without the attempts. */
    readonly reason: string,
    facts: SendErrorFacts,
    cause?: Error,
  ) {
    super(describe(reason, facts), {
      cause,
      responseCode: cause instanceof RocketMQError ? cause.responseCode : undefined,
    });
    this.topic = facts.topic;
    this.messageId = facts.messageId;
    this.attempts = facts.attempts;
  }
}

/** No attempt finished within the budget of the send; the message may or may not be stored. */
export class SendTimeoutError extends RocketMQError {
  override readonly code = 'SEND_TIMEOUT';
  readonly topic: string;
  readonly messageId: string;
  readonly attempts: readonly SendAttempt[];

  constructor(
    readonly timeoutMs: number,
    /** What it waited for, without the attempts. */
    readonly reason: string,
    facts: SendErrorFacts,
    cause?: Error,
  ) {
    super(describe(`no result within ${timeoutMs} ms, ${reason}`, facts), {
      cause,
      responseCode: CLIENT_RESPONSE_CODE.ACCESS_BROKER_TIMEOUT,
    });
    this.topic = facts.topic;
    this.messageId = facts.messageId;
    this.attempts = facts.attempts;
  }
}

/** A guard or hook forbade the send: this attempt wrote nothing, and no other follows. */
export class SendForbiddenError extends RocketMQError {
  override readonly code = 'SEND_FORBIDDEN';
  /** Attempts before the one that was forbidden. */
  readonly attempts: readonly SendAttempt[];
  /** Which message of a batch was forbidden, counted from 0; `undefined` if that is not known, or there was one only. */
  readonly messageIndex: number | undefined;

  /** @param forbiddenBy - class name of the guard or hook */
  constructor(
    readonly topic: string,
    readonly forbiddenBy: string,
    options?: ErrorOptions & {
      readonly attempts?: readonly SendAttempt[] | undefined;
      readonly messageIndex?: number | undefined;
    },
  ) {
    const { attempts = [], messageIndex } = options ?? {};
    const sending = messageIndex === undefined ? 'sending' : `sending messages[${messageIndex}] of a batch`;
    super(`${forbiddenBy} forbade ${sending} to topic ${topic}`, options);
    this.attempts = attempts;
    this.messageIndex = messageIndex;
  }
}

function describe(reason: string, facts: SendErrorFacts): string {
  const attempts = facts.attempts
    .map(
      (one) =>
        `${one.attempt}. ${one.brokerName} ${one.address ?? '(no address)'} after ${Math.round(one.elapsedMs)} ms: ${one.error.message}`,
    )
    .join('; ');
  const tried = attempts === '' ? 'nothing was sent' : `attempts: ${attempts}`;
  return `send to topic ${facts.topic} failed after ${Math.round(facts.elapsedMs)} ms: ${reason}; ${tried}; ${idText(facts.messageId)}`;
}

/** A batch may have thousands. */
function idText(messageId: string): string {
  const [first, ...others] = messageId.split(',');
  return others.length === 0 ? `message id ${messageId}` : `message ids ${first} and ${others.length} more`;
}
