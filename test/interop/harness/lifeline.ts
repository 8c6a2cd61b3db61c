/**
 * Tells guards in other processes that the Jest run is over. A worker outlives a killed Jest by as long as its tests
 * take, so what a spec started hangs on a connection to Jest itself and not on its worker alone.
 */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Holds the loopback port that guards connect to; its connections close when Jest ends, however it ends. */
export const LIFELINE_VARIABLE = 'INTEROP_LIFELINE';

export class Lifeline {
  readonly #server: Server;
  readonly #guards = new Set<Socket>();

  constructor() {
    this.#server = createServer((guard) => {
      this.#guards.add(guard.unref());
      guard.on('error', () => {}).once('close', () => this.#guards.delete(guard));
    }).unref();
  }

  /** Answers the port. */
  open(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  close(): void {
    this.#server.close();
    for (const guard of this.#guards) guard.destroy();
  }
}
