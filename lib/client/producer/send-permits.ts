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

export class SendPermits<S extends PermitSeeker> {
  readonly #holders = new Set<S>();
  readonly #waiting = new WaiterSet<S>();
  readonly #deadlines: DeadlineTimer;
  readonly #whenFull: 'wait' | 'fail';
  readonly #ports: SendPermitsPorts<S>;
  #limits: InFlightLimits;
  #bytes = 0;
  #isGranting = false;
  /** Since when there is no room, by the client's clock. */
  #fullSince: number | undefined;

  constructor(limits: InFlightLimits, whenFull: 'wait' | 'fail', ports: SendPermitsPorts<S>) {
    this.#limits = limits;
    this.#whenFull = whenFull;
    this.#ports = ports;
    this.#deadlines = new DeadlineTimer(ports.clock, (now) => this.#expire(now));
  }

  /** What is under way, and what waits, as a sentence for errors. */
  get description(): string {
    const { maxInFlightSends, maxInFlightBytes } = this.#limits;
    return (
      `${this.#holders.size} of ${maxInFlightSends} sends and ${this.#bytes} of ${maxInFlightBytes} bytes are in flight, ` +
      `${this.#waiting.size} sends wait`
    );
  }

  /** How many wait for a permit. */
  get waiting(): number {
    return this.#waiting.size;
  }

  get use(): InFlightUse {
    const fullForMs = this.#fullSince === undefined ? undefined : this.#ports.clock.now() - this.#fullSince;
    const { maxInFlightSends, maxInFlightBytes } = this.#limits;
    const limits = { maxInFlightSends, maxInFlightBytes };
    return { ...limits, sends: this.#holders.size, bytes: this.#bytes, waiting: this.#waiting.size, fullForMs };
  }

  get limits(): InFlightLimits {
    return this.#limits;
  }

  /** Changes the limits for what comes; what holds a permit keeps it. */
  set limits(limits: InFlightLimits) {
    this.#limits = limits;
    this.#grantWaiting();
  }

  ask(seeker: S): PermitAnswer {
    if (this.#waiting.size === 0 && this.#fits(seeker)) {
      this.#grant(seeker);
      return 'granted';
    }
    if (this.#whenFull === 'fail' || seeker.permitBytes > this.#limits.maxInFlightBytes) return 'refused';
    this.#waiting.add(seeker);
    this.#fullSince ??= this.#ports.clock.now();
    this.#deadlines.note(seeker.deadlineAt);
    return 'waiting';
  }

  /** Takes back a permit, or a place in the queue; a seeker that has neither changes nothing. */
  giveBack(seeker: S): void {
    if (this.#holders.delete(seeker)) this.#bytes -= seeker.permitBytes;
    else if (!this.#waiting.remove(seeker)) return;
    this.#grantWaiting();
  }

  #fits({ permitBytes }: S): boolean {
    const { maxInFlightSends, maxInFlightBytes } = this.#limits;
    return this.#holders.size < maxInFlightSends && this.#bytes + permitBytes <= maxInFlightBytes;
  }

  #grant(seeker: S): void {
    this.#holders.add(seeker);
    this.#bytes += seeker.permitBytes;
    if (this.#isFull()) this.#fullSince ??= this.#ports.clock.now();
  }

  #isFull(): boolean {
    const { maxInFlightSends, maxInFlightBytes } = this.#limits;
    return this.#holders.size >= maxInFlightSends || this.#bytes >= maxInFlightBytes || this.#waiting.size > 0;
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
    if (!this.#isFull()) this.#fullSince = undefined;
    if (this.#waiting.size === 0) this.#deadlines.cancel();
  }

  /** What stood behind a large one may fit. */
  #expire(now: number): number {
    const earliest = this.#waiting.expire(now, this.#ports.onExpired);
    this.#grantWaiting();
    return earliest;
  }
}
