/**
 * The attempt loop: route -> queue -> broker address -> connection -> frame -> answer -> verdict.
 * There is one `startAttempt`; whatever has to be waited for only delays the next step, so that a send with everything
 * cached reaches the write queue in the caller's own tick. Source: client behaviour B.5 and B.6.
 */
import { CHANNELS } from '../diagnostics/channels.js';
import { BrokerNotFoundError, RouteNotFoundError } from '../errors/server-errors.js';
import { RequestTimeoutError } from '../errors/transport-errors.js';
import { SendAnswer } from '../protocol/frame-decoder.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import type { Connection } from '../remoting/connection.js';
import { NO_WRITABLE_QUEUE, type QueueTurn, type TopicPublishInfo } from '../routing/topic-publish-info.js';
import type { TopicRoute } from '../routing/topic-route-table.js';
import { type AbortCode, AttemptFailures } from './attempt-failures.js';
import { AttemptPreparation } from './attempt-preparation.js';
import { leaveBroker } from './attempt-state.js';
import { AttemptWriter } from './attempt-writer.js';
import type { SendEnginePorts } from './engine-ports.js';
import type { OutgoingSend, SendStages } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import { QueueChoice } from './queue-choice.js';
import { resend } from './resent-send.js';
import { SendPolicy } from './send-policy.js';
import { checkIdCount, type SendResult, toSendResult } from './send-result.js';
import type { SendTarget } from './send-target.js';
import { SendTargetTable } from './send-target-table.js';

const { sendAttemptStart, sendAttemptEnd } = CHANNELS;

export class SendEngine implements SendStages {
  readonly #ports: SendEnginePorts;
  readonly #policy: SendPolicy;
  readonly #queues: QueueChoice;
  readonly #targets: SendTargetTable;
  readonly #preparation: AttemptPreparation;
  readonly #writer: AttemptWriter;
  readonly #failures: AttemptFailures;
  readonly #compressOverBytes: number;

  constructor(ports: SendEnginePorts, options: ResolvedProducerOptions) {
    this.#ports = ports;
    this.#compressOverBytes = options.compressOverBytes;
    const policy = new SendPolicy(options);
    this.#policy = policy;
    this.#queues = new QueueChoice({ ...ports, policy });
    this.#targets = new SendTargetTable({ ...ports, policy });
    this.#writer = new AttemptWriter({ ...ports, stages: this });
    this.#preparation = new AttemptPreparation({
      clock: ports.clock,
      hooks: ports.hooks,
      compression: options,
      onPrepared: (send) => this.#connect(send),
      onPreparedLater: (send) => this.#connectInTime(send),
      onRefused: (send, error) => this.#failures.end(send, error),
      onExpired: (send) => this.#notPreparedInTime(send),
    });
    const steps = {
      startAttempt: (send: OutgoingSend) => this.startAttempt(send),
      attempt: (send: OutgoingSend, info: TopicPublishInfo) => this.#attempt(send, info),
      attemptEnded: (send: OutgoingSend, error: Error) => this.#attemptEnded(send, undefined, error),
      succeed: (send: OutgoingSend, result: SendResult) => this.#succeed(send, result, ports.clock.now()),
      forget: (send: OutgoingSend) => this.#preparation.forget(send),
    };
    this.#failures = new AttemptFailures({ ...ports, policy, steps });
  }

  /** Begins the next attempt of a send, or waits for the route first. */
  startAttempt(send: OutgoingSend): void {
    if (send.isSettled) return;
    const info = this.#ports.routes.publishInfos.get(send.topic);
    if (info === undefined) this.#failures.awaitRoute(send, send.expiresAt);
    else this.#attempt(send, info);
  }

  routeFound(send: OutgoingSend, { publishInfo }: TopicRoute): void {
    if (send.isSettled) return;
    if (publishInfo.queues.length > 0 || send.extras.pin !== undefined) this.#attempt(send, publishInfo);
    else this.#failures.end(send, new RouteNotFoundError(send.topic, NO_WRITABLE_QUEUE));
  }

  connected(send: OutgoingSend, connection: Connection): void {
    if (send.isSettled) return;
    (send.target as SendTarget).channel = connection.channel;
    try {
      this.#writer.write(send, connection);
    } catch (error) {
      this.attemptFailed(send, error as Error);
    }
  }

  answered(send: OutgoingSend, response: RemotingCommand, now: number): void {
    if (send.isSettled) return;
    if (response.code === RESPONSE_CODE.GO_AWAY) {
      resend(send, this.#ports.pool);
      return;
    }
    let result: SendResult;
    try {
      const address = send.address ?? send.brokerName;
      if (response instanceof SendAnswer) {
        if (send.batch) checkIdCount(response.msgId, send, address);
        result = send.storedAs(response);
      } else result = toSendResult(response, send, address);
    } catch (error) {
      this.attemptFailed(send, error as Error);
      return;
    }
    this.#attemptEnded(send, result, undefined);
    const isDone = result.sendStatus === 'SEND_OK' || !this.#policy.triesAnotherBroker(send, now);
    if (isDone) this.#succeed(send, result, now);
    else this.#tryElsewhere(send, result);
  }

  handedOver(send: OutgoingSend): void {
    if (send.isSettled) return;
    this.#attemptEnded(send, undefined, undefined);
    this.#succeed(send, undefined, this.#ports.clock.now());
  }

  attemptFailed(send: OutgoingSend, error: Error): void {
    this.#failures.failed(send, error);
  }

  /** Ends a send that will not be waited for any longer. */
  abort(send: OutgoingSend, code: AbortCode, reason: Error): void {
    this.#failures.end(send, reason, code);
  }

  #attempt(send: OutgoingSend, info: TopicPublishInfo): void {
    const { clock, faults, hooks, pool, tally, telemetry } = this.#ports;
    const now = clock.now();
    const { pin, lastBroker } = send.extras;
    const isFree = pin === undefined && faults === undefined && pool.silentAddresses.size === 0;
    let turn: QueueTurn | undefined;
    try {
      turn = isFree ? info.select(lastBroker) : this.#queues.choose(send, info);
    } catch (error) {
      this.#failures.end(send, error as Error, 'QUEUE_SELECTION_FAILED');
      return;
    }
    if (turn === undefined || send.expiresAt <= now) {
      const where = send.brokerName === '' ? 'any broker' : send.brokerName;
      this.#failures.end(send, new RequestTimeoutError(where, now - send.startedAt));
      return;
    }
    this.#aim(send, info, turn);
    this.#setAttemptTime(send, now);
    if (send.attempt > 1) tally.retried += 1;
    if (sendAttemptStart.hasSubscribers) telemetry.attemptStarted(send);
    if (send.isSettled) return; // a subscriber ended it
    if (send.address === undefined) this.attemptFailed(send, new BrokerNotFoundError(send.brokerName));
    else if (hooks.isEmpty && send.body.length < this.#compressOverBytes) this.#connect(send);
    else this.#preparation.begin(send);
  }

  /** Looks up nothing about the way to the broker that is still as it was. */
  #aim(send: OutgoingSend, info: TopicPublishInfo, turn: QueueTurn): void {
    const { brokerName } = turn;
    const target = this.#targets.byBroker.get(brokerName) ?? this.#targets.add(send, brokerName);
    const broker = this.#ports.brokers.byBrokerName.get(brokerName);
    if (target.broker !== broker) this.#targets.follow(target, broker);
    send.aim(turn, info, target);
  }

  /** What hooks and compression took is not the broker's: its time begins now. */
  #connectInTime(send: OutgoingSend): void {
    const now = this.#ports.clock.now();
    this.#setAttemptTime(send, now);
    if (now < send.expiresAt) this.#connect(send);
    else this.#notPreparedInTime(send);
  }

  #notPreparedInTime(send: OutgoingSend): void {
    this.abort(send, 'SEND_TIMEOUT', new Error('its hooks or its compression did not end in time'));
  }

  #setAttemptTime(send: OutgoingSend, now: number): void {
    send.sentAt = now;
    if (send.brokerCount === 1) send.deadlineAt = send.expiresAt;
    else if (send.attempt > 1) send.deadlineAt = this.#policy.attemptDeadline(send, now);
    else {
      const { share, mostMs } = this.#policy.firstAttempts[send.mode];
      send.deadlineAt = now + Math.min((send.expiresAt - now) * share, mostMs);
    }
  }

  #connect(send: OutgoingSend): void {
    const { hookContext } = send.extras;
    if (hookContext !== undefined) hookContext.begun();
    const { channel } = send.target as SendTarget;
    const isUsual = send.mode !== 'ONEWAY' && send.messageType === 'NORMAL';
    if (channel === undefined || !channel.isOpen || !isUsual) {
      this.#join(send, send.address as string);
      return;
    }
    try {
      channel.request(send, send);
    } catch (error) {
      this.attemptFailed(send, error as Error);
    }
  }

  #join(send: OutgoingSend, address: string): void {
    const connection = this.#ports.pool.ready(address);
    if (connection === undefined) this.#ports.pool.connect(address, send);
    else this.connected(send, connection);
  }

  /** The one place that hears of the end of every attempt, before what follows from it. */
  #attemptEnded(send: OutgoingSend, result: SendResult | undefined, error: Error | undefined): void {
    const { faults, hooks, telemetry } = this.#ports;
    if (send.isAttempting && faults !== undefined) faults.record(send, error);
    if (send.extras.hookContext !== undefined) hooks.after(send, result, error);
    if (sendAttemptEnd.hasSubscribers) telemetry.attemptEnded(send, result, error);
    send.isAttemptOpen = false;
  }

  /** A stored message is sent again under the same id; the earlier result stands if no attempt does better. */
  #tryElsewhere(send: OutgoingSend, result: SendResult): void {
    send.ownExtras.storedResult = result;
    leaveBroker(send);
    this.startAttempt(send);
  }

  #succeed(send: OutgoingSend, result: SendResult | undefined, now: number): void {
    if (send.extras.isInPreparation) this.#preparation.forget(send);
    if (send.succeed(result)) this.#ports.onSettled(send, result, undefined, now);
  }
}
