/**
 * Dials as subscribers of the diagnostics channels see them. Without subscribers a dial is handed on as it is.
 */
import { CHANNELS } from '../diagnostics/channels.js';
import type { DiagnosticsSettings } from '../diagnostics/diagnostics-options.js';
import { ConnectError } from '../errors/transport-errors.js';
import type { Clock } from './clock.js';
import type { DialCallbacks, Dialer } from './dial.js';

/** A dialer that tells of each dial when it starts and when it ends; a dial that is cancelled ends with an error, too. */
export function publishingDialer(dial: Dialer, settings: DiagnosticsSettings, clock: Clock): Dialer {
  return (address, timeoutMs, callbacks) => {
    if (!hasSubscribers()) return dial(address, timeoutMs, callbacks);
    const told = new ToldDial(address, settings, clock);
    const dialling = dial(address, timeoutMs, told.before(callbacks));
    return {
      cancel: () => {
        dialling.cancel();
        told.failed(new ConnectError(address, 'nobody waits for it any more'));
      },
    };
  };
}

function hasSubscribers(): boolean {
  const { connectStart, connectEnd, connectError } = CHANNELS;
  return connectStart.hasSubscribers || connectEnd.hasSubscribers || connectError.hasSubscribers;
}

class ToldDial {
  readonly #start: { readonly clientId: string; readonly address: string };
  readonly #clock: Clock;
  readonly #startedAt: number;

  constructor(address: string, { clientId }: DiagnosticsSettings, clock: Clock) {
    this.#start = { clientId, address };
    this.#clock = clock;
    this.#startedAt = clock.now();
    CHANNELS.connectStart.publish(this.#start);
  }

  before(callbacks: DialCallbacks): DialCallbacks {
    return {
      onConnected: (socket) => {
        CHANNELS.connectEnd.publish({ ...this.#start, elapsedMs: this.#elapsedMs });
        callbacks.onConnected(socket);
      },
      onFailure: (error) => {
        this.failed(error);
        callbacks.onFailure(error);
      },
    };
  }

  failed(error: ConnectError): void {
    CHANNELS.connectError.publish({ ...this.#start, elapsedMs: this.#elapsedMs, error });
  }

  get #elapsedMs(): number {
    return this.#clock.now() - this.#startedAt;
  }
}
