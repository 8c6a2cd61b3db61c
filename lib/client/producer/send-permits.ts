/**
 * Back pressure: how many sends, and how many bytes of bodies, may be under way at a time. What is above waits in the
 * order in which it came, at most until its own deadline, or is refused. Source: client behaviour B.9 and E.6.
 */
import type { Clock } from '../remoting/clock.js';
import { DeadlineTimer } from '../remoting/deadline-timer.js';
import { type Waiter, WaiterSet } from '../remoting/waiter-set.js';

export interface InFlightLimits {
  readonly maxInFlightSends: number;
  /** Bytes of bodies before compression. */
  readonly maxInFlightBytes: number;
}

/** How full the limits are. */
export interface InFlightUse extends InFlightLimits {
  readonly sends: number;
  readonly bytes: number;
  /** Sends that wait for a permit. */
  readonly waiting: number;
  /** For how long a send would have had to wait without a break, in milliseconds; `undefined` if one need not now. */
  readonly fullForMs: number | undefined;
}

/** Who asks for a permit; what follows is told to the owner of the permits. */
export interface PermitSeeker extends Waiter {
  readonly permitBytes: number;
  /** Written by the permits alone. */
  holdsPermit: boolean;
}

export interface SendPermitsPorts<S> {
  readonly clock: Clock;
  /** A seeker that had to wait has its permit now. */
  readonly onGranted: (seeker: S) => void;
  /** A seeker waited until its deadline. */
  readonly onExpired: (seeker: S) => void;
}

/** `granted`: go on at once; `waiting`: `onGranted` or `onExpired` follows; `refused`: it can never be granted, or waiting is off. */
export type PermitAnswer = 'granted' | 'waiting' | 'refused';

/** While there is room for more, and nobody waits, permits are taken and given back by the fields, without a call. */
export class SendPermits<S extends PermitSeeker> {
  /** Permits that are out, and the bytes that they stand for. */
  sends = 0;
  bytes = 0;
  maxSends: number;
  maxBytes: number;
  /** There is no room, or there was none when somebody came: each permit has to go through {@link ask} and {@link giveBack}. */
  isBusy = false;
  readonly #waiting = new WaiterSet<S>();
  readonly #deadlines: DeadlineTimer;
  readonly #whenFull: 'wait' | 'fail';
  readonly #ports: SendPermitsPorts<S>;
  #isGranting = false;
  /** Since when there is no room, by the client's clock. */
  #fullSince: number | undefined;

  constructor(limits: InFlightLimits, whenFull: 'wait' | 'fail', ports: SendPermitsPorts<S>) {
    this.maxSends = limits.maxInFlightSends;
    this.maxBytes = limits.maxInFlightBytes;
    this.#whenFull = whenFull;
    this.#ports = ports;
    this.#deadlines = new DeadlineTimer(ports.clock, (now) => this.#expire(now));
  }

  /** What is under way, and what waits, as a sentence for errors. */
  get description(): string {
    return (
      `${this.sends} of ${this.maxSends} sends and ${this.bytes} of ${this.maxBytes} bytes are in flight, ` +
      `${this.#waiting.size} sends wait`
    );
  }

  /** How many wait for a permit. */
  get waiting(): number {
    return this.#waiting.size;
  }

  get use(): InFlightUse {
    const fullForMs = this.#fullSince === undefined ? undefined : this.#ports.clock.now() - this.#fullSince;
    return { ...this.limits, sends: this.sends, bytes: this.bytes, waiting: this.#waiting.size, fullForMs };
  }

  get limits(): InFlightLimits {
    return { maxInFlightSends: this.maxSends, maxInFlightBytes: this.maxBytes };
  }

  /** Changes the limits for what comes; what holds a permit keeps it. */
  set limits(limits: InFlightLimits) {
    this.maxSends = limits.maxInFlightSends;
    this.maxBytes = limits.maxInFlightBytes;
    this.#grantWaiting();
  }

  ask(seeker: S): PermitAnswer {
    if (this.#waiting.size === 0 && this.#fits(seeker)) {
      this.#grant(seeker);
      return 'granted';
    }
    if (this.#whenFull === 'fail' || seeker.permitBytes > this.maxBytes) return 'refused';
    this.#waiting.add(seeker);
    this.#noteFull();
    this.#deadlines.note(seeker.deadlineAt);
    return 'waiting';
  }

  /** Takes back a permit, or a place in the queue; a seeker that has neither changes nothing. */
  giveBack(seeker: S): void {
    if (seeker.holdsPermit) {
      seeker.holdsPermit = false;
      this.sends -= 1;
      this.bytes -= seeker.permitBytes;
    } else if (!this.#waiting.remove(seeker)) return;
    if (this.isBusy) this.#grantWaiting();
  }

  #fits({ permitBytes }: S): boolean {
    return this.sends < this.maxSends && this.bytes + permitBytes <= this.maxBytes;
  }

  #grant(seeker: S): void {
    seeker.holdsPermit = true;
    this.sends += 1;
    this.bytes += seeker.permitBytes;
    if (this.#isFull()) this.#noteFull();
  }

  #noteFull(): void {
    this.isBusy = true;
    this.#fullSince ??= this.#ports.clock.now();
  }

  #isFull(): boolean {
    return this.sends >= this.maxSends || this.bytes >= this.maxBytes || this.#waiting.size > 0;
  }

  /** A seeker may give back within `onGranted`: what is free then is granted here, or a long queue would fill the stack. */
  #grantWaiting(): void {
    if (this.#isGranting) return;
    this.#isGranting = true;
    for (let first = this.#waiting.first; first !== undefined && this.#fits(first); first = this.#waiting.first) {
      this.#waiting.remove(first);
      this.#grant(first);
      this.#ports.onGranted(first);
    }
    this.#isGranting = false;
    if (!this.#isFull()) {
      this.isBusy = false;
      this.#fullSince = undefined;
    }
    if (this.#waiting.size === 0) this.#deadlines.cancel();
  }

  /** What stood behind a large one may fit. */
  #expire(now: number): number {
    const earliest = this.#waiting.expire(now, this.#ports.onExpired);
    this.#grantWaiting();
    return earliest;
  }
}
