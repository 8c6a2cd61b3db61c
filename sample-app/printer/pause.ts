/**
 * A wait that ends early when there is nothing left to wait for, and never keeps the process alive.
 */
import { setTimeout as delay } from 'node:timers/promises';

export async function pause(forMs: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(forMs, undefined, { signal, ref: false });
  } catch {
    // Aborted.
  }
}
