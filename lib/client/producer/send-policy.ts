/**
 * A producer's options applied to one send: how many attempts it has, where they go, how long each
 * may take, what follows a failure.
 * The rules themselves are pure functions in send-retry-policy.ts.
 */
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import { attemptTimeoutMs, decideRetry, type RetryVerdict, type SendMode } from './send-retry-policy.js';

/** How long a first attempt may take while another broker could take the message: a share of what is left, at most so long. */
export interface FirstAttempt {
  readonly share: number;
  readonly mostMs: number;
}

export class SendPolicy {
  /** By mode; as {@link attemptDeadline} has it, for who begins so many that a call counts. */
  readonly firstAttempts: Readonly<Record<SendMode, FirstAttempt>>;
  readonly #options: ResolvedProducerOptions;
  readonly #maxAttempts: Readonly<Record<SendMode, number>>;
  readonly #retryCodes: Readonly<Record<SendMode, ReadonlySet<number>>>;

  constructor(options: ResolvedProducerOptions) {
    this.#options = options;
    this.#maxAttempts = {
      SYNC: 1 + options.retryTimesWhenSendFailed,
      ASYNC: 1 + options.retryTimesWhenSendAsyncFailed,
      ONEWAY: 1,
    };
    const first = (mode: SendMode): FirstAttempt => firstAttempt(options, this.#maxAttempts[mode]);
    this.firstAttempts = { SYNC: first('SYNC'), ASYNC: first('ASYNC'), ONEWAY: first('ONEWAY') };
    const { sync, async } = options.retryResponseCodes;
    this.#retryCodes = { SYNC: new Set(sync), ASYNC: new Set(async), ONEWAY: new Set() };
  }

  /** Attempts that may still be made, the current one included. */
  attemptsLeft(send: OutgoingSend): number {
    return this.#attemptsOf(send) - send.attempt + 1;
  }

  /** What follows the current attempt, which failed. */
  afterFailure(send: OutgoingSend, error: Error, now: number): RetryVerdict {
    const { mode, attempt } = send;
    const maxAttempts = this.#attemptsOf(send);
    const leftMs = send.expiresAt - now;
    return decideRetry({ mode, attempt, maxAttempts, leftMs, error, retryCodes: this.#retryCodes[mode] });
  }

  /** Whether a message that was stored with another status than SEND_OK is tried elsewhere. */
  triesAnotherBroker(send: OutgoingSend, now: number): boolean {
    if (!this.#options.retryAnotherBrokerWhenNotStoreOK || send.mode !== 'SYNC') return false;
    return send.attempt < this.#attemptsOf(send) && send.expiresAt > now;
  }

  /** When the current attempt is over that begins now. */
  attemptDeadline(send: OutgoingSend, now: number): number {
    const { maxTimeoutPerRequestMs } = this.#options;
    const { brokerCount } = send;
    const leftMs = send.expiresAt - now;
    return (
      now + attemptTimeoutMs({ leftMs, attemptsLeft: this.attemptsLeft(send), brokerCount, maxTimeoutPerRequestMs })
    );
  }

  /** What to dial for a broker, `undefined` if it has no master now. */
  addressOf(brokerName: string, brokers: BrokerAddressTable): string | undefined {
    const broker = brokers.master(brokerName);
    if (broker === undefined) return undefined;
    return this.#options.vipChannelEnabled ? brokers.vipAddress(broker) : broker.address;
  }

  /** Under the SYNC policy a pinned send has one attempt, as in Java: another would be the same queue again. */
  #attemptsOf({ mode, extras }: OutgoingSend): number {
    return mode === 'SYNC' && extras.pin !== undefined ? 1 : this.#maxAttempts[mode];
  }
}

function firstAttempt({ maxTimeoutPerRequestMs }: ResolvedProducerOptions, maxAttempts: number): FirstAttempt {
  if (maxAttempts === 1 || maxTimeoutPerRequestMs === 'none') return { share: 1, mostMs: Infinity };
  if (maxTimeoutPerRequestMs === 'share') return { share: 1 / maxAttempts, mostMs: Infinity };
  return { share: 1, mostMs: maxTimeoutPerRequestMs };
}
