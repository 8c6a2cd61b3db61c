/**
 * The sends of one producer that are under way: begins each with its permit, and ends each in the same call in which it
 * settled: counted, told, its permit given back. What seldom happens on the way is in files of its own.
 */
import { CHANNELS } from '../diagnostics/channels.js';
import type { ClientEventListener } from '../diagnostics/client-event.js';
import type { RocketMQError } from '../errors/rocketmq-error.js';
import type { Message } from '../message/message.js';
import type { Clock } from '../remoting/clock.js';
import { type DrainReport, drainReport, emptyOrOver } from './drain.js';
import { BUCKETS_PER_MS, FINITE_BUCKETS, LARGEST_BOUND_MS } from './latency-histogram.js';
import type { OutgoingSend, SendListener } from './outgoing-send.js';
import type { SendEngine } from './send-engine.js';
import { NO_CALL, type SendCall, type Writable } from './send-call.js';
import type { SendFactory } from './send-factory.js';
import type { SendOptions } from './send-options.js';
import type { SendPermits } from './send-permits.js';
import type { SendMode } from './send-retry-policy.js';
import type { SendResult } from './send-result.js';
import type { SendSignals } from './send-signals.js';
import type { SendTally } from './send-tally.js';
import type { SendTelemetry } from './send-telemetry.js';

const { sendStart, sendEnd, sendError } = CHANNELS;

export interface InFlightPorts {
  readonly clock: Clock;
  readonly tally: SendTally;
  readonly telemetry: SendTelemetry;
  readonly permits: SendPermits<OutgoingSend>;
  readonly signals: SendSignals;
  readonly emit: ClientEventListener;
  /** It cannot get one. */
  readonly refuse: (send: OutgoingSend) => void;
}

/** Starts the first attempt of what has its permit: the engine, or what stands in front of it. */
export type SendStarter = Pick<SendEngine, 'startAttempt'>;

export class InFlightSends {
  readonly #ports: InFlightPorts;
  readonly #permits: SendPermits<OutgoingSend>;
  #factory: SendFactory | undefined;
  #starter: SendStarter | undefined;
  /** In no order: the last one takes the place of one that leaves. */
  readonly #sends: OutgoingSend[] = [];
  #onEmpty: (() => void) | undefined;
  /** Filled anew for each send, so that no call costs an object or a closure; read only within {@link send}. */
  readonly #call: Writable<SendCall> = { ...NO_CALL };
  readonly #keepSettlers = (resolve: SendCall['resolve'], reject: SendCall['reject']): void => {
    this.#call.resolve = resolve;
    this.#call.reject = reject;
  };

  constructor(ports: InFlightPorts) {
    this.#ports = ports;
    this.#permits = ports.permits;
  }

  /** To be called once, before anything begins: sends, who makes and who starts them need each other. */
  startBy(factory: SendFactory, starter: SendStarter): void {
    this.#factory = factory;
    this.#starter = starter;
  }

  get size(): number {
    return this.#sends.length;
  }

  /** Makes a send and takes it in; what is wrong with the call rejects the promise, and nothing is sent then. */
  send(mode: SendMode, message: Message, options: SendOptions | undefined): Promise<SendResult | undefined> {
    const promise = new Promise<SendResult | undefined>(this.#keepSettlers);
    const call = this.#call;
    const { reject } = call;
    call.mode = mode;
    call.message = message;
    call.options = options;
    try {
      this.begin((this.#factory as SendFactory).single(call), options?.signal);
    } catch (error) {
      reject(error as Error);
    }
    return promise;
  }

  /** Takes a send in; it starts in this call unless it has to wait for a permit. */
  begin(send: OutgoingSend, signal: AbortSignal | undefined): void {
    send.place = this.#sends.length;
    this.#sends.push(send);
    send.deadlineAt = send.expiresAt;
    if (sendStart.hasSubscribers) this.#ports.telemetry.started(send);
    if (signal !== undefined) this.#ports.signals.watch(signal, send);
    if (send.isSettled) return;
    const permits = this.#permits;
    const bytes = permits.bytes + send.permitBytes;
    if (permits.isBusy || permits.sends + 1 >= permits.maxSends || bytes >= permits.maxBytes) {
      this.#askForPermit(send);
      return;
    }
    permits.sends += 1;
    permits.bytes = bytes;
    send.holdsPermit = true;
    this.#start(send);
  }

  /** Hears of each send that has settled, and of batches that carried others, which count as these. */
  readonly ended: SendListener = (send, result, error, now) => {
    const isCounted = send.place >= 0;
    if (isCounted) this.#count(send, result, error, now);
    const permits = this.#permits;
    if (send.holdsPermit && !permits.isBusy) {
      send.holdsPermit = false;
      permits.sends -= 1;
      permits.bytes -= send.permitBytes;
    } else permits.giveBack(send);
    if (send.onEnd !== undefined) send.onEnd();
    if (isCounted) this.#leave(send, result);
  };

  /** Waits until all sends have settled or the time is over; then lets `abort` give up the rest. */
  async drain(timeoutMs: number, abort: (send: OutgoingSend) => void): Promise<DrainReport> {
    const { clock, tally } = this.#ports;
    const report = drainReport({ clock, tally, pending: this.#sends.length });
    if (this.#sends.length > 0) await emptyOrOver(clock, timeoutMs, (onEmpty) => (this.#onEmpty = onEmpty));
    const inTime = report.counts();
    // First those that wait for permits, which the end of the others would give them.
    const leftovers = this.#sends.toSorted((a, b) => Number(a.holdsPermit) - Number(b.holdsPermit));
    for (const send of leftovers) abort(send);
    return report.of(inTime, leftovers.length);
  }

  #count(send: OutgoingSend, result: SendResult | undefined, error: RocketMQError | undefined, now: number): void {
    const { tally, telemetry } = this.#ports;
    const elapsedMs = now - send.startedAt;
    if (error !== undefined) {
      tally.failedWith(send, error, now);
      if (sendError.hasSubscribers) telemetry.failed(send, error, elapsedMs);
      return;
    }
    tally.sent += 1;
    if (send.mode !== 'ONEWAY') {
      const { latencies, outcomes } = tally;
      const bucket =
        elapsedMs > LARGEST_BOUND_MS
          ? FINITE_BUCKETS
          : 32 - Math.clz32(Math.max(0, Math.ceil(elapsedMs * BUCKETS_PER_MS) - 1));
      latencies.buckets[bucket] = (latencies.buckets[bucket] as number) + 1;
      latencies.count += 1;
      latencies.sumMs += elapsedMs;
      if (elapsedMs > latencies.maxMs) latencies.maxMs = elapsedMs;
      if (now < outcomes.sliceEnd) outcomes.storedInSlice += 1;
      else outcomes.noteStored(now);
      outcomes.consecutiveFailures = 0;
    }
    if (sendEnd.hasSubscribers) telemetry.succeeded(send, result, elapsedMs);
  }

  #leave(send: OutgoingSend, result: SendResult | undefined): void {
    const { place } = send;
    const last = this.#sends.pop() as OutgoingSend;
    if (last !== send) {
      this.#sends[place] = last;
      last.place = place;
    }
    send.place = -1;
    if (this.#onEmpty !== undefined && this.#sends.length === 0) this.#onEmpty();
    if (result === undefined || result.sendStatus === 'SEND_OK') return;
    const { message, messageId } = send;
    this.#ports.emit({ type: 'send-status', topic: message.topic, messageId, status: result.sendStatus });
  }

  #start(send: OutgoingSend): void {
    (this.#starter as SendStarter).startAttempt(send);
  }

  #askForPermit(send: OutgoingSend): void {
    const answer = this.#permits.ask(send);
    if (answer === 'granted') this.#start(send);
    else if (answer === 'refused') this.#ports.refuse(send);
  }
}
