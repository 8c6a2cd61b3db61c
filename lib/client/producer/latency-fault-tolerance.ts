/**
 * What is held against each broker of one producer: how slow it was last, until when it is left out, whether it could be
 * reached. Source: client behaviour D.3, Java `LatencyFaultToleranceImpl` of 5.x: a fast answer does not end a time-out of
 * use early, but does prove the broker reachable.
 */
import type { ErrorCode } from '../errors/error-code.js';
import { RocketMQError } from '../errors/rocketmq-error.js';
import type { Clock } from '../remoting/clock.js';

/** One broker that a producer has an opinion of, as it is at the time of asking. */
export interface FaultItem {
  readonly brokerName: string;
  /** How long the last attempt took, in milliseconds. */
  readonly latencyMs: number;
  /** Sends are chosen to go elsewhere until then, by this host's wall clock; `undefined` if the broker is in use. */
  readonly unavailableUntil: Date | undefined;
  readonly isReachable: boolean;
  /** Why it is left out or unreachable: it was slow, or the code of the attempt's error; `undefined` if it is neither. */
  readonly reason: 'SLOW_ANSWER' | ErrorCode | undefined;
  /** The broker's own code, if it answered with an error. */
  readonly responseCode: number | undefined;
}

/** What became of one attempt, and what follows for its broker. */
export interface FaultRecord {
  readonly brokerName: string;
  /** What was sent to; the detector asks about it. */
  readonly topic: string;
  readonly latencyMs: number;
  readonly notAvailableDurationMs: number;
  readonly isReachable: boolean;
  readonly error: Error | undefined;
}

/** What a detector sees of an item. */
export interface DetectableBroker {
  readonly brokerName: string;
  readonly topic: string;
}

interface BrokerItem extends DetectableBroker {
  latencyMs: number;
  topic: string;
  /** By the client's clock, as all times in here. */
  startTimestamp: number;
  /** The same for people, by the wall clock of the moment when it was set: each snapshot shows the same. */
  unavailableUntil: Date | undefined;
  checkStamp: number;
  isReachable: boolean;
  reason: FaultItem['reason'];
  responseCode: number | undefined;
}

export class LatencyFaultTolerance {
  readonly #clock: Clock;
  readonly #items = new Map<string, BrokerItem>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  update(record: FaultRecord): void {
    const { brokerName, topic, latencyMs, isReachable, notAvailableDurationMs, error } = record;
    const item = this.#items.get(brokerName) ?? this.#add(brokerName, topic);
    item.latencyMs = latencyMs;
    item.topic = topic;
    item.isReachable = isReachable;
    const startTimestamp = this.#clock.now() + notAvailableDurationMs;
    const isLeftOutLonger = notAvailableDurationMs > 0 && startTimestamp > item.startTimestamp;
    if (isLeftOutLonger) {
      item.startTimestamp = startTimestamp;
      item.unavailableUntil = new Date(Date.now() + notAvailableDurationMs);
    }
    if (!isLeftOutLonger && isReachable) return;
    item.reason = error instanceof RocketMQError ? error.code : 'SLOW_ANSWER';
    item.responseCode = error instanceof RocketMQError ? error.responseCode : undefined;
  }

  /** A broker that nothing is known of is available. */
  isAvailable(brokerName: string): boolean {
    const item = this.#items.get(brokerName);
    return item === undefined || this.#clock.now() >= item.startTimestamp;
  }

  /** A broker that nothing is known of is reachable. */
  isReachable(brokerName: string): boolean {
    return this.#items.get(brokerName)?.isReachable ?? true;
  }

  /** The brokers whose turn it is to be asked; each has its next turn `intervalMs` later. */
  takeDue(intervalMs: number): readonly DetectableBroker[] {
    const now = this.#clock.now();
    const due = [...this.#items.values()].filter(({ checkStamp }) => now >= checkStamp);
    for (const item of due) item.checkStamp = now + intervalMs;
    return due;
  }

  markReachable(brokerName: string): void {
    const item = this.#items.get(brokerName);
    if (item !== undefined) item.isReachable = true;
  }

  remove(brokerName: string): void {
    this.#items.delete(brokerName);
  }

  snapshot(): readonly FaultItem[] {
    const now = this.#clock.now();
    return Array.from(this.#items.values(), (item) => faultItem(item, now));
  }

  #add(brokerName: string, topic: string): BrokerItem {
    const item: BrokerItem = {
      brokerName,
      topic,
      latencyMs: 0,
      startTimestamp: -Infinity,
      unavailableUntil: undefined,
      checkStamp: -Infinity,
      isReachable: true,
      reason: undefined,
      responseCode: undefined,
    };
    this.#items.set(brokerName, item);
    return item;
  }
}

function faultItem(item: BrokerItem, now: number): FaultItem {
  const { brokerName, latencyMs, isReachable } = item;
  const unavailableUntil = now < item.startTimestamp ? item.unavailableUntil : undefined;
  const isInUse = unavailableUntil === undefined && isReachable;
  return {
    brokerName,
    latencyMs,
    unavailableUntil,
    isReachable,
    reason: isInUse ? undefined : item.reason,
    responseCode: isInUse ? undefined : item.responseCode,
  };
}
