/**
 * Sends by the signal that may end them. Many sends may share one, of a request or of a whole process: it gets one listener
 * while some of them are under way, since Node warns of a leak above ten.
 */
import { asError } from '../errors/as-error.js';
import type { OutgoingSend } from './outgoing-send.js';

interface Watched {
  readonly sends: Set<OutgoingSend>;
  readonly onAbort: () => void;
}

export class SendSignals {
  readonly #onAborted: (send: OutgoingSend, reason: Error) => void;
  readonly #bySignal = new Map<AbortSignal, Watched>();

  constructor(onAborted: (send: OutgoingSend, reason: Error) => void) {
    this.#onAborted = onAborted;
  }

  /** Lets a signal end the send, from now on until the send has ended in any way. */
  watch(signal: AbortSignal, send: OutgoingSend): void {
    const { sends } = this.#bySignal.get(signal) ?? this.#listen(signal);
    sends.add(send);
    const { onEnd } = send;
    send.onEnd = () => {
      this.#forget(signal, send);
      onEnd?.();
    };
    if (signal.aborted) this.#onAborted(send, reasonOf(signal));
  }

  #listen(signal: AbortSignal): Watched {
    const sends = new Set<OutgoingSend>();
    const onAbort = (): void => {
      // The last ones first: they may wait for permits, which the end of the others would give them.
      for (const send of [...sends].toReversed()) this.#onAborted(send, reasonOf(signal));
    };
    const watched = { sends, onAbort };
    this.#bySignal.set(signal, watched);
    signal.addEventListener('abort', onAbort);
    return watched;
  }

  #forget(signal: AbortSignal, send: OutgoingSend): void {
    const watched = this.#bySignal.get(signal);
    if (watched?.sends.delete(send) !== true || watched.sends.size > 0) return;
    this.#bySignal.delete(signal);
    signal.removeEventListener('abort', watched.onAbort);
  }
}

function reasonOf(signal: AbortSignal): Error {
  const { reason } = signal as { readonly reason: unknown };
  return asError(reason, 'the signal gives as its reason');
}
