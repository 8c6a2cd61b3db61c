/**
 * What follows when an attempt fails, or a send has to end without a result: another attempt, a look-up of the route first,
 * or the error that the caller sees. Source: client behaviour B.5 step 7 and B.10.
 */
import type { RocketMQError } from '../errors/rocketmq-error.js';
import { BrokerResponseError } from '../errors/server-errors.js';
import { type SendFailedCode, SendForbiddenError } from '../errors/send-errors.js';
import { ConnectError } from '../errors/transport-errors.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import type { Clock } from '../remoting/clock.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { TopicPublishInfo } from '../routing/topic-publish-info.js';
import type { TopicRouteTable } from '../routing/topic-route-table.js';
import { leaveBroker } from './attempt-state.js';
import type { OnewayPace } from './oneway-pace.js';
import type { OutgoingSend, SendListener } from './outgoing-send.js';
import { toSendError } from './send-failure.js';
import type { SendPolicy } from './send-policy.js';
import { type SendResult, storedResultOf } from './send-result.js';

/** The engine's steps that a failure leads back to. */
export interface FailureSteps {
  startAttempt(send: OutgoingSend): void;
  attempt(send: OutgoingSend, info: TopicPublishInfo): void;
  /** Tells of the end of the current attempt, if there is one. */
  attemptEnded(send: OutgoingSend, error: Error): void;
  succeed(send: OutgoingSend, result: SendResult): void;
  /** The send is prepared no further. */
  forget(send: OutgoingSend): void;
}

export interface FailurePorts {
  readonly routes: TopicRouteTable;
  readonly brokers: BrokerAddressTable;
  readonly clock: Clock;
  readonly policy: SendPolicy;
  readonly onewayPace: OnewayPace;
  readonly steps: FailureSteps;
  readonly onSettled: SendListener;
}

/** Why a send ends that no server had a say in. */
export type AbortCode =
  'PRODUCER_CLOSED' | 'SEND_ABORTED' | 'BACK_PRESSURE' | 'QUEUE_SELECTION_FAILED' | 'SEND_TIMEOUT';

/** A code that an error itself does not have. */
export type EndCode = SendFailedCode | 'SEND_TIMEOUT';

export class AttemptFailures {
  readonly #ports: FailurePorts;

  constructor(ports: FailurePorts) {
    this.#ports = ports;
  }

  /** Notes a failed attempt and decides what follows. */
  failed(send: OutgoingSend, error: Error): void {
    if (send.isSettled) return;
    if (!send.isAttempting) {
      this.#routeFailed(send, error);
      return;
    }
    const { clock, onewayPace, policy, routes, steps } = this.#ports;
    const now = clock.now();
    const { attempt, brokerName, queueId, address } = send;
    const failed = { attempt, brokerName, queueId, address, elapsedMs: now - send.sentAt, error };
    send.ownExtras.failedAttempts = [...send.extras.failedAttempts, failed];
    steps.attemptEnded(send, error);
    leaveBroker(send);
    if (error instanceof ConnectError) routes.suspect(send.topic);
    if (isBusy(error) && address !== undefined) onewayPace.rejected(address);
    const verdict = policy.afterFailure(send, error, now);
    if (verdict === 'retry') steps.startAttempt(send);
    else if (verdict === 'refresh-route')
      this.awaitRoute(send, now + (send.expiresAt - now) / policy.attemptsLeft(send));
    else this.end(send, error);
  }

  /** @param deadlineAt - a refresh gets its share of the time only: the attempts after it need some too */
  awaitRoute(send: OutgoingSend, deadlineAt: number): void {
    send.deadlineAt = deadlineAt;
    this.#ports.routes.lookUp(send.topic, send);
  }

  /** @param code - what the error's own code does not say */
  end(send: OutgoingSend, error: Error, code?: EndCode): void {
    if (send.isSettled) return;
    const { steps } = this.#ports;
    steps.attemptEnded(send, error);
    const stored = storedResultOf(send);
    if (stored === undefined) this.#fail(send, this.#sendError(send, error, code));
    else steps.succeed(send, stored);
  }

  /** Without a route there is no send; a refresh that fails between two attempts leaves the route that was known. */
  #routeFailed(send: OutgoingSend, error: Error): void {
    const { routes, steps } = this.#ports;
    const known = send.attempt === 0 ? undefined : routes.publishInfos.get(send.topic);
    if (known === undefined) this.end(send, error);
    else steps.attempt(send, known);
  }

  #fail(send: OutgoingSend, error: RocketMQError): void {
    const { clock, onSettled, steps } = this.#ports;
    steps.forget(send);
    if (send.fail(error)) onSettled(send, undefined, error, clock.now());
  }

  #sendError(send: OutgoingSend, error: Error, code: EndCode | undefined): RocketMQError {
    if (error instanceof SendForbiddenError) return error;
    const { brokers, clock } = this.#ports;
    return toSendError({ send, error, code, now: clock.now(), broker: brokers.master(send.brokerName) });
  }
}

/** The broker takes no more than it has now. One-way sends it drops then mostly without a word: they slow down, too. */
function isBusy(error: Error): boolean {
  return error instanceof BrokerResponseError && error.responseCode === RESPONSE_CODE.SYSTEM_BUSY;
}
