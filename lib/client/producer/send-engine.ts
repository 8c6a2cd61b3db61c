/**
 * The attempt loop: route -> queue -> broker address -> connection -> frame -> answer -> verdict.
 * There is one `startAttempt`; whatever has to be waited for only delays the next step, so that a send with everything
 * cached reaches the write queue in the caller's own tick. Source: client behaviour B.5 and B.6.
 */
import { BrokerNotFoundError, RouteNotFoundError } from '../errors/server-errors.js';
import type { RocketMQError } from '../errors/rocketmq-error.js';
import { type SendFailedCode, SendForbiddenError } from '../errors/send-errors.js';
import { ConnectError, RequestTimeoutError } from '../errors/transport-errors.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import type { Clock } from '../remoting/clock.js';
import type { Connection } from '../remoting/connection.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import { NO_WRITABLE_QUEUE, type TopicPublishInfo } from '../routing/topic-publish-info.js';
import type { TopicRoute, TopicRouteTable } from '../routing/topic-route-table.js';
import { AttemptPreparation } from './attempt-preparation.js';
import { AttemptWriter } from './attempt-writer.js';
import type { FaultStrategy } from './fault-strategy.js';
import type { OnewayPace } from './oneway-pace.js';
import type { OutgoingSend, SendStages } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import { QueueChoice } from './queue-choice.js';
import { resend } from './resent-send.js';
import { toSendError } from './send-failure.js';
import type { SendHooks } from './send-hooks.js';
import { type SendResult, storedResultOf, toSendResult } from './send-result.js';
import { SendPolicy } from './send-policy.js';
import type { SendTelemetry } from './send-telemetry.js';

export interface SendEnginePorts {
  readonly routes: TopicRouteTable;
  readonly brokers: BrokerAddressTable;
  readonly pool: ConnectionPool;
  readonly clock: Clock;
  readonly hooks: SendHooks;
  /** Undefined unless latency fault tolerance is on. */
  readonly faults: FaultStrategy | undefined;
  readonly onewayPace: OnewayPace;
  readonly telemetry: SendTelemetry;
  /** Hears of every send exactly once, after it settled. */
  readonly onSettled: (send: OutgoingSend, result: SendResult | undefined, error: RocketMQError | undefined) => void;
}

/** Why a send ends that no server had a say in. */
export type AbortCode =
  'PRODUCER_CLOSED' | 'SEND_ABORTED' | 'BACK_PRESSURE' | 'QUEUE_SELECTION_FAILED' | 'SEND_TIMEOUT';

export class SendEngine implements SendStages {
  readonly #ports: SendEnginePorts;
  readonly #policy: SendPolicy;
  readonly #queues: QueueChoice;
  readonly #preparation: AttemptPreparation;
  readonly #writer: AttemptWriter;

  constructor(ports: SendEnginePorts, options: ResolvedProducerOptions) {
    this.#ports = ports;
    this.#policy = new SendPolicy(options);
    this.#queues = new QueueChoice({ ...ports, policy: this.#policy });
    this.#writer = new AttemptWriter({ ...ports, stages: this });
    this.#preparation = new AttemptPreparation({
      clock: ports.clock,
      hooks: ports.hooks,
      compression: options,
      onPrepared: (send) => this.#connect(send),
      onPreparedLater: (send) => this.#connectInTime(send),
      onRefused: (send, error) => this.#end(send, error),
      onExpired: (send) => this.#notPreparedInTime(send),
    });
  }

  /** Begins the next attempt of a send, or waits for the route first. */
  startAttempt(send: OutgoingSend): void {
    if (send.isSettled) return;
    const info = this.#ports.routes.publishInfo(send.topic);
    if (info === undefined) this.#awaitRoute(send, send.expiresAt);
    else this.#attempt(send, info);
  }

  routeFound(send: OutgoingSend, { publishInfo }: TopicRoute): void {
    if (send.isSettled) return;
    if (publishInfo.queues.length > 0 || send.pin !== undefined) this.#attempt(send, publishInfo);
    else this.#end(send, new RouteNotFoundError(send.topic, NO_WRITABLE_QUEUE));
  }

  connected(send: OutgoingSend, connection: Connection): void {
    if (!send.isSettled) this.#write(send, connection);
  }

  answered(send: OutgoingSend, response: RemotingCommand): void {
    if (send.isSettled) return;
    if (response.code === RESPONSE_CODE.GO_AWAY) {
      resend(send, this.#ports.pool);
      return;
    }
    let result: SendResult;
    try {
      result = toSendResult(response, send, send.address ?? send.brokerName);
    } catch (error) {
      this.attemptFailed(send, error as Error);
      return;
    }
    this.#attemptEnded(send, result, undefined);
    const isDone = result.sendStatus === 'SEND_OK' || !this.#policy.triesAnotherBroker(send, this.#ports.clock.now());
    if (isDone) this.#succeed(send, result);
    else this.#tryElsewhere(send, result);
  }

  handedOver(send: OutgoingSend): void {
    if (send.isSettled) return;
    this.#attemptEnded(send, undefined, undefined);
    this.#succeed(send, undefined);
  }

  /** Notes a failed attempt and decides what follows. */
  attemptFailed(send: OutgoingSend, error: Error): void {
    if (send.isSettled) return;
    const now = this.#ports.clock.now();
    if (!send.isAttempting) {
      this.#routeFailed(send, error);
      return;
    }
    const { attempt, brokerName, queueId, address } = send;
    send.failedAttempts.push({ attempt, brokerName, queueId, address, elapsedMs: now - send.sentAt, error });
    this.#attemptEnded(send, undefined, error);
    send.leaveBroker();
    if (error instanceof ConnectError) this.#ports.routes.suspect(send.topic);
    const verdict = this.#policy.afterFailure(send, error, now);
    if (verdict === 'retry') this.startAttempt(send);
    else if (verdict === 'refresh-route')
      this.#awaitRoute(send, now + (send.expiresAt - now) / this.#policy.attemptsLeft(send));
    else this.#end(send, error);
  }

  /** Ends a send that will not be waited for any longer. */
  abort(send: OutgoingSend, code: AbortCode, reason: Error): void {
    this.#end(send, reason, code);
  }

  /** The one place that hears of the end of every attempt, before what follows from it. */
  #attemptEnded(send: OutgoingSend, result: SendResult | undefined, error: Error | undefined): void {
    if (send.isAttempting) this.#ports.faults?.record(send, error);
    this.#ports.hooks.after(send, result, error);
    this.#ports.telemetry.attemptEnded(send, result, error);
  }

  /** A stored message is sent again under the same id; the earlier result stands if no attempt does better. */
  #tryElsewhere(send: OutgoingSend, result: SendResult): void {
    send.storedResult = result;
    send.leaveBroker();
    this.startAttempt(send);
  }

  /** @param deadlineAt - a refresh gets its share of the time only: the attempts after it need some too */
  #awaitRoute(send: OutgoingSend, deadlineAt: number): void {
    send.deadlineAt = deadlineAt;
    this.#ports.routes.lookUp(send.topic, send);
  }

  /** Without a route there is no send; a refresh that fails between two attempts leaves the route that was known. */
  #routeFailed(send: OutgoingSend, error: Error): void {
    const known = send.attempt === 0 ? undefined : this.#ports.routes.publishInfo(send.topic);
    if (known === undefined) this.#end(send, error);
    else this.#attempt(send, known);
  }

  #attempt(send: OutgoingSend, info: TopicPublishInfo): void {
    const now = this.#ports.clock.now();
    const leftMs = send.expiresAt - now;
    let queue: MessageQueue | undefined;
    try {
      queue = this.#queues.choose(send, info);
    } catch (error) {
      this.#end(send, error as Error, 'QUEUE_SELECTION_FAILED');
      return;
    }
    if (queue === undefined || leftMs <= 0) {
      const where = send.brokerName === '' ? 'any broker' : send.brokerName;
      this.#end(send, new RequestTimeoutError(where, now - send.startedAt));
      return;
    }
    send.aim(info.endPointOf(queue), info);
    this.#setAttemptTime(send, now);
    send.address = this.#policy.addressOf(send.brokerName, this.#ports.brokers);
    this.#ports.telemetry.attemptStarted(send);
    if (send.isSettled) return; // a subscriber ended it
    if (send.address === undefined) this.attemptFailed(send, new BrokerNotFoundError(send.brokerName));
    else this.#preparation.begin(send);
  }

  /** What hooks and compression took is not the broker's: its time begins now. */
  #connectInTime(send: OutgoingSend): void {
    const now = this.#ports.clock.now();
    this.#setAttemptTime(send, now);
    if (now < send.expiresAt) this.#connect(send);
    else this.#notPreparedInTime(send);
  }

  #notPreparedInTime(send: OutgoingSend): void {
    this.#end(send, new Error('its hooks or its compression did not end in time'), 'SEND_TIMEOUT');
  }

  #setAttemptTime(send: OutgoingSend, now: number): void {
    send.sentAt = now;
    send.deadlineAt = this.#policy.attemptDeadline(send, now);
  }

  #connect(send: OutgoingSend): void {
    const address = send.address as string;
    send.hookContext?.begun();
    const connection = this.#ports.pool.ready(address);
    if (connection === undefined) this.#ports.pool.connect(address, send);
    else this.#write(send, connection);
  }

  #write(send: OutgoingSend, connection: Connection): void {
    try {
      this.#writer.write(send, connection);
    } catch (error) {
      this.attemptFailed(send, error as Error);
    }
  }

  #succeed(send: OutgoingSend, result: SendResult | undefined): void {
    this.#preparation.forget(send);
    if (send.succeed(result)) this.#ports.onSettled(send, result, undefined);
  }

  /** @param code - what the error's own code does not say */
  #end(send: OutgoingSend, error: Error, code?: SendFailedCode | 'SEND_TIMEOUT'): void {
    if (send.isSettled) return;
    this.#attemptEnded(send, undefined, error);
    const stored = storedResultOf(send);
    if (stored === undefined) this.#fail(send, this.#sendError(send, error, code));
    else this.#succeed(send, stored);
  }

  #fail(send: OutgoingSend, error: RocketMQError): void {
    this.#preparation.forget(send);
    if (send.fail(error)) this.#ports.onSettled(send, undefined, error);
  }

  #sendError(send: OutgoingSend, error: Error, code: SendFailedCode | 'SEND_TIMEOUT' | undefined): RocketMQError {
    if (error instanceof SendForbiddenError) return error;
    const broker = this.#ports.brokers.master(send.brokerName);
    return toSendError({ send, error, code, now: this.#ports.clock.now(), broker });
  }
}
