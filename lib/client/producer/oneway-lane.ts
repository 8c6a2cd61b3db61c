/**
 * One-way sends to one broker that refused some: how far apart they are handed over, and who waits for its turn.
 *
 * The first refusal sets a gap of 1/64 ms between two sends (64 a millisecond), each one that follows doubles it, up to
 * 8 ms; refusals within 100 ms count once, as they are answers to what was sent at the old pace. Each second without a
 * refusal halves the gap, until it is gone. What waited is handed over in order, each send within its own deadline.
 */
import { TooManyRequestsError } from '../errors/transport-errors.js';
import type { Clock, Timer } from '../remoting/clock.js';
import { DeadlineTimer } from '../remoting/deadline-timer.js';
import { WaiterSet } from '../remoting/waiter-set.js';
import type { OutgoingSend } from './outgoing-send.js';

const FIRST_GAP_MS = 1 / 64;
const LARGEST_GAP_MS = 8;
const REFUSALS_TOGETHER_MS = 100;
const HALVED_AFTER_MS = 1000;
/** Timers are no finer than this: what should have left in the meantime leaves together. */
const CATCH_UP_MS = 1;

export interface OnewayLanePorts {
  readonly clock: Clock;
  readonly onTurn: (send: OutgoingSend) => void;
}

export class OnewayLane {
  readonly #address: string;
  readonly #ports: OnewayLanePorts;
  readonly #waiting = new WaiterSet<OutgoingSend>();
  readonly #deadlines: DeadlineTimer;
  /** The gap when it was last widened. */
  #widestGapMs = 0;
  #widenedAt = -Infinity;
  #refusedAt = -Infinity;
  #nextTurnAt = 0;
  #turn: Timer | undefined;

  constructor(address: string, ports: OnewayLanePorts) {
    this.#address = address;
    this.#ports = ports;
    this.#deadlines = new DeadlineTimer(ports.clock, (now) => this.#expire(now));
  }

  /** Nobody has to wait here any more. */
  isFree(now: number): boolean {
    return this.#waiting.size === 0 && this.gapMs(now) === 0;
  }

  /** The time between two sends; 0 for no limit. */
  gapMs(now: number): number {
    const halvings = Math.floor((now - this.#refusedAt) / HALVED_AFTER_MS);
    const gapMs = this.#widestGapMs / 2 ** halvings;
    return gapMs < FIRST_GAP_MS ? 0 : gapMs;
  }

  /** The broker refused a send. */
  slowDown(now: number): void {
    const gapMs = this.gapMs(now);
    const isNew = now - this.#widenedAt >= REFUSALS_TOGETHER_MS;
    this.#widestGapMs = isNew ? Math.min(LARGEST_GAP_MS, Math.max(FIRST_GAP_MS, gapMs * 2)) : gapMs;
    this.#refusedAt = now;
    if (isNew) this.#widenedAt = now;
  }

  /** Lets a send go now if it is its turn; false: {@link wait}. */
  takeTurn(now: number): boolean {
    return this.#waiting.size === 0 && this.#mayGo(now);
  }

  wait(send: OutgoingSend): void {
    this.#waiting.add(send);
    this.#deadlines.note(send.deadlineAt);
    this.#armTurn();
  }

  close(error: Error): void {
    this.#turn?.cancel();
    this.#deadlines.cancel();
    this.#waiting.failAll(error);
  }

  #mayGo(now: number): boolean {
    const gapMs = this.gapMs(now);
    if (gapMs > 0) {
      if (now < this.#nextTurnAt) return false;
      this.#nextTurnAt = Math.max(this.#nextTurnAt, now - CATCH_UP_MS) + gapMs;
    }
    return true;
  }

  #armTurn(): void {
    if (this.#turn !== undefined) return;
    const delayMs = Math.max(1, this.#nextTurnAt - this.#ports.clock.now());
    this.#turn = this.#ports.clock.setTimer(() => {
      this.#turn = undefined;
      this.#letGo(this.#ports.clock.now());
      if (this.#waiting.size > 0) this.#armTurn();
      else this.#deadlines.cancel();
    }, delayMs);
  }

  #letGo(now: number): void {
    for (let first = this.#waiting.first; first !== undefined; first = this.#waiting.first) {
      if (!first.isSettled && !this.#mayGo(now)) return;
      this.#waiting.remove(first);
      if (!first.isSettled) this.#ports.onTurn(first);
    }
  }

  #expire(now: number): number {
    const { size } = this.#waiting;
    return this.#waiting.expire(now, (send) => {
      const reason =
        `the broker refused one-way sends, so that they follow each other ${this.gapMs(now)} ms apart now; ` +
        `${size} waited for their turn`;
      send.onFailure(new TooManyRequestsError(this.#address, now - send.sentAt, reason));
    });
  }
}
