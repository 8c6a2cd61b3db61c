/**
 * Pulls that wait for a message. One timer serves all of them, set to the earliest deadline.
 * Source: wire protocol section 12.1, Java `PullRequestHoldService`; here a pull ends at its deadline, not up to 5 s later.
 */
import type { Clock } from './clock.js';
import type { Peer } from './exchange.js';
import type { TagFilter } from './tag-filter.js';

export interface HeldPull {
  readonly topic: string;
  readonly queueId: number;
  readonly peer: Peer;
  /** Which messages wake it; others leave it waiting until its deadline. */
  readonly filter: TagFilter;
  /** By the clock, in milliseconds. */
  readonly deadlineAt: number;
  /** Called once: a message came, or the time is over. */
  readonly resume: (reason: 'arrived' | 'expired') => void;
}

export class LongPolling {
  readonly #clock: Clock;
  readonly #held = new Map<string, HeldPull[]>();
  #count = 0;
  #timer: { readonly firesAt: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Number of pulls that wait. */
  get size(): number {
    return this.#count;
  }

  hold(pull: HeldPull): void {
    const key = keyOf(pull.topic, pull.queueId);
    const pulls = this.#held.get(key);
    if (pulls === undefined) this.#held.set(key, [pull]);
    else pulls.push(pull);
    this.#count += 1;
    if (this.#timer === undefined || pull.deadlineAt < this.#timer.firesAt) this.#setTimer(pull.deadlineAt);
  }

  /** A message was stored: wakes the pulls that want it. */
  arrived(topic: string, queueId: number, tagCode: number): void {
    if (this.#count === 0) return;
    for (const pull of this.#take((held) => held.filter(tagCode), keyOf(topic, queueId))) pull.resume('arrived');
  }

  /** A connection is gone: nobody waits for its pulls. */
  forget(peer: Peer): void {
    if (this.#count === 0) return;
    for (const key of this.#held.keys()) this.#take((held) => held.peer === peer, key);
    if (this.#count === 0) this.#clearTimer();
  }

  #expire(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    const expired = [...this.#held.keys()].flatMap((key) => this.#take((held) => held.deadlineAt <= now, key));
    const next = Math.min(...[...this.#held.values()].flat().map(({ deadlineAt }) => deadlineAt));
    if (next !== Infinity) this.#setTimer(next);
    for (const pull of expired) pull.resume('expired');
  }

  #take(isTaken: (held: HeldPull) => boolean, key: string): readonly HeldPull[] {
    const pulls = this.#held.get(key) ?? [];
    const taken = pulls.filter((held) => isTaken(held));
    if (taken.length === 0) return taken;
    const left = pulls.filter((held) => !taken.includes(held));
    if (left.length === 0) this.#held.delete(key);
    else this.#held.set(key, left);
    this.#count -= taken.length;
    return taken;
  }

  #setTimer(firesAt: number): void {
    this.#clearTimer();
    const cancel = this.#clock.schedule(Math.max(firesAt - this.#clock.now(), 0), () => this.#expire());
    this.#timer = { firesAt, cancel };
  }

  #clearTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

function keyOf(topic: string, queueId: number): string {
  return `${topic}@${queueId}`;
}
