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

/** The clock of this process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  setBackgroundTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
