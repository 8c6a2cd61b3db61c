/**
 * Latency fault tolerance of one producer: notes how each attempt ended, and chooses queues on brokers that are well.
 * It exists only where it is switched on. Source: client behaviour B.4 and D, Java `MQFaultStrategy`.
 */
import type { Clock } from '../remoting/clock.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import { RemotingClient } from '../remoting/remoting-client.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { BrokerFilter, QueueTurn, TopicPublishInfo } from '../routing/topic-publish-info.js';
import { attemptOutcome } from './attempt-outcome.js';
import { FaultDetector } from './fault-detector.js';
import {
  ISOLATION_LATENCY_MS,
  notAvailableDurationMs,
  type ResolvedFaultToleranceOptions,
} from './fault-tolerance-options.js';
import { type FaultItem, LatencyFaultTolerance } from './latency-fault-tolerance.js';
import type { QueuePin } from './message-queue-selector.js';
import type { SendMode } from './send-retry-policy.js';

export interface FaultStrategyPorts {
  readonly brokers: BrokerAddressTable;
  readonly pool: ConnectionPool;
  readonly clock: Clock;
}

/** What the strategy needs to know of a send that chooses its queue. */
export interface ChoosingSend {
  readonly mode: SendMode;
  /** Attempts made so far. */
  readonly attempt: number;
  readonly extras: { readonly lastBroker: string | undefined };
}

/** What the strategy needs to know of a send whose attempt ended. */
export interface AttemptedSend {
  readonly mode: SendMode;
  readonly topic: string;
  readonly brokerName: string;
  /** Start of the attempt, by the client's clock. */
  readonly sentAt: number;
  readonly extras: { readonly pin: QueuePin | undefined };
}

export class FaultStrategy {
  readonly #options: ResolvedFaultToleranceOptions;
  readonly #clock: Clock;
  readonly #tolerance: LatencyFaultTolerance;
  readonly #detector: FaultDetector | undefined;

  constructor(options: ResolvedFaultToleranceOptions, { brokers, pool, clock }: FaultStrategyPorts) {
    this.#options = options;
    this.#clock = clock;
    this.#tolerance = new LatencyFaultTolerance(clock);
    const remoting = new RemotingClient(pool, clock);
    this.#detector = options.startDetectorEnable
      ? new FaultDetector({ ...options, tolerance: this.#tolerance, brokers, remoting, clock })
      : undefined;
  }

  start(): void {
    this.#detector?.start();
  }

  close(): void {
    this.#detector?.close();
  }

  items(): readonly FaultItem[] {
    return this.#tolerance.snapshot();
  }

  /**
   * The next queue in turn on an available broker other than the last one; else on a reachable one; else simply the next.
   *
   * @param isHeard - leaves out brokers that have fallen silent
   */
  chooseQueue(
    { mode, attempt, extras: { lastBroker } }: ChoosingSend,
    info: TopicPublishInfo,
    isHeard: BrokerFilter,
  ): QueueTurn | undefined {
    // From somewhere at random, so that the retries of many sends spread.
    if (mode === 'SYNC' && attempt > 0) info.resetIndex(Math.floor(Math.random() * 0x7fff_ffff));
    const tolerance = this.#tolerance;
    return (
      info.selectWhere((broker) => tolerance.isAvailable(broker) && isHeard(broker), lastBroker) ??
      info.selectWhere((broker) => tolerance.isReachable(broker) && isHeard(broker), lastBroker) ??
      info.select(undefined)
    );
  }

  /** Notes how an attempt ended; as in Java not for pinned sends under the SYNC policy. */
  record({ mode, topic, brokerName, sentAt, extras }: AttemptedSend, error: Error | undefined): void {
    if (extras.pin !== undefined && mode !== 'ASYNC') return;
    const outcome = attemptOutcome({ mode, error, isDetecting: this.#detector !== undefined });
    if (outcome === undefined) return;
    const latencyMs = this.#clock.now() - sentAt;
    const countedMs = outcome.isIsolated ? ISOLATION_LATENCY_MS : latencyMs;
    this.#tolerance.update({
      brokerName,
      topic,
      latencyMs,
      notAvailableDurationMs: notAvailableDurationMs(countedMs, this.#options),
      isReachable: outcome.isReachable,
      error,
    });
  }
}

/** `undefined` unless it is switched on. */
export function faultStrategy(
  options: ResolvedFaultToleranceOptions,
  ports: FaultStrategyPorts,
): FaultStrategy | undefined {
  return options.sendLatencyFaultEnable ? new FaultStrategy(options, ports) : undefined;
}
