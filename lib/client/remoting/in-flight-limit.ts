/**
 * A client's limit on requests under way, over all its connections. What is above waits in the order in which it came, at
 * most until its own deadline. While the limit is not reached, a request costs one comparison and one counter, which
 * channels do by themselves: `inFlight` and `isBusy` are theirs to read, and the first to count.
 * Source: client behaviour E.6.
 */
import { TooManyRequestsError } from '../errors/transport-errors.js';
import type { Clock } from './clock.js';
import { DeadlineTimer } from './deadline-timer.js';
import { type Waiter, WaiterSet } from './waiter-set.js';

/** A request that is not written yet, because too many are under way. */
export interface PermitSeeker extends Waiter {
  readonly address: string;
  /** Since when it waits, by the client's clock. */
  readonly sentAt: number;
  /** Where it is to be written. */
  readonly connection: object;
  /** The permit is there. Returns false if it is not needed any more. */
  begin(): boolean;
}

export class InFlightLimit {
  readonly max: number;
  /** Permits that are out. */
  inFlight = 0;
  /** Somebody waits: a permit that comes back has to go through {@link giveBack}. */
  isBusy = false;
  readonly #option: string;
  readonly #clock: Clock;
  /** Nobody waits while a permit is free: one that comes back goes to the first who waits. */
  readonly #waiting = new WaiterSet<PermitSeeker>();
  readonly #deadlines: DeadlineTimer;
  /** Permits that came back while others wait, and that nobody has yet. */
  #free = 0;
  #isPassingOn = false;

  /** @param option - name of the option that says how many, for the error */
  constructor(option: string, max: number, clock: Clock) {
    this.#option = option;
    this.max = max;
    this.#clock = clock;
    this.#deadlines = new DeadlineTimer(clock, (now) => this.#expire(now));
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes a permit; false if there is none: then {@link wait}. */
  take(): boolean {
    if (this.inFlight >= this.max) return false;
    this.inFlight += 1;
    return true;
  }

  /** Queues a request until a permit comes back or its deadline passes; then it fails with TOO_MANY_REQUESTS. */
  wait(seeker: PermitSeeker): void {
    this.isBusy = true;
    this.#waiting.add(seeker);
    this.#deadlines.note(seeker.deadlineAt);
  }

  /** Takes back permits of requests that are answered, failed or handed over. */
  giveBack(count: number): void {
    if (!this.isBusy) {
      this.inFlight -= count;
      return;
    }
    this.#free += count;
    if (!this.#isPassingOn) this.#passOn();
  }

  /** Fails the requests that wait to be written on a connection that ends. */
  leave(connection: object, error: Error): void {
    if (this.#waiting.size === 0) return;
    const all = this.#waiting.takeAll();
    for (const seeker of all) if (seeker.connection !== connection) this.#waiting.add(seeker);
    this.#noteWaiting();
    for (const seeker of all) if (seeker.connection === connection) seeker.onFailure(error);
  }

  /**
   * A permit goes from hand to hand, so that nobody who comes meanwhile gets it first. One that comes back while it is
   * passed on, as that of a one-way request does, goes on from here: call within call would fill the stack.
   */
  #passOn(): void {
    this.#isPassingOn = true;
    for (let first = this.#waiting.first; this.#free > 0 && first !== undefined; first = this.#waiting.first) {
      this.#waiting.remove(first);
      if (first.begin()) this.#free -= 1;
    }
    this.#isPassingOn = false;
    this.inFlight -= this.#free;
    this.#free = 0;
    this.#noteWaiting();
  }

  #noteWaiting(): void {
    this.isBusy = this.#isPassingOn || this.#waiting.size > 0;
    if (this.#waiting.size === 0) this.#deadlines.cancel();
  }

  #expire(now: number): number {
    const { size } = this.#waiting;
    const earliest = this.#waiting.expire(now, (seeker) => {
      const limits = `${this.inFlight} of ${this.max} are in flight, ${size} wait (${this.#option})`;
      seeker.onFailure(new TooManyRequestsError(seeker.address, this.#clock.now() - seeker.sentAt, limits));
    });
    this.#noteWaiting();
    return earliest;
  }
}
