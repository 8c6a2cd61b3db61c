/**
 * Lets a signal end the wait for an answer.
 */

/** Settles as `answer` does, or rejects with the signal's reason; an answer that comes later is dropped. */
export function untilAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
