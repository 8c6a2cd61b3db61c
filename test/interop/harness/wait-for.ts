/**
 * Waiting for a named condition with a deadline, in place of sleeping.
 * The error says what was waited for and what the caller knew at the end (usually the last lines of a log).
 */
import { setTimeout as delay } from 'node:timers/promises';

const CHECK_EVERY_MS = 20;

export interface Condition<T> {
  /** Completes the sentence "waited 5000 ms for ...". */
  readonly what: string;
  readonly timeoutMs: number;
  /** Answers the value waited for, or undefined when it is not there yet; throws when it can never come. */
  readonly check: () => T | undefined | Promise<T | undefined>;
  /** What helps to understand a failure; read only then. */
  readonly details?: () => string;
}

/**
 * Checks until the condition answers a value, and returns that.
 *
 * @throws {Error} when the deadline passes first, or whatever `check` threw
 */
export async function waitFor<T>(condition: Condition<T>): Promise<T> {
  const deadlineAt = performance.now() + condition.timeoutMs;
  for (;;) {
    const value = await condition.check();
    if (value !== undefined) return value;
    if (performance.now() >= deadlineAt) {
      const details = condition.details?.() ?? '';
      throw new Error(`waited ${condition.timeoutMs} ms for ${condition.what}${details === '' ? '' : `\n${details}`}`);
    }
    await delay(CHECK_EVERY_MS);
  }
}
