/**
 * Time, passed in wherever it is needed so that tests can hold it.
 */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Monotonic, in milliseconds; only differences mean anything. */
  now(): number;
  /** Runs once. Keeps the process alive: for what a caller waits on, so that no send ends in silence. */
  setTimer(callback: () => void, delayMs: number): Timer;
  /** Runs once, but lets the process exit before: for periodic work. */
  setBackgroundTimer(callback: () => void, delayMs: number): Timer;
}

/** The longest delay of a Node.js timer; it would run one with a longer delay, `Infinity` too, at once. */
const LONGEST_DELAY_MS = 2_147_483_647;

/** The clock of this process. A timer runs after 24.8 days at the latest. */
export const systemClock: Clock = {
  now: performance.now.bind(performance),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(delayMs, LONGEST_DELAY_MS));
    return { cancel: () => clearTimeout(timer) };
  },
  setBackgroundTimer(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(delayMs, LONGEST_DELAY_MS)).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
