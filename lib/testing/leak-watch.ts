/**
 * Finds what this package leaves behind in a test: sockets, servers and timers by where its code made them, sends by the
 * events that tell of their beginning and end. What the app or the test itself leaves behind does not count.
 */
import { createHook, executionAsyncId } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate } from 'node:timers';
import type { DiagnosticsEvents } from '../client/index.js';
import { packagePlace } from './package-place.js';
import { LeakError } from './testing-errors.js';

/** Node's kind of resource -> what it is. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['TCPWRAP', 'a socket'],
  ['TCPSERVERWRAP', 'a server'],
  ['Timeout', 'a timer'],
]);

/** Between `listen()` and the server that it makes. */
const STEP = 'TickObject';

const SEND_ENDS = ['rocketmq:send:end', 'rocketmq:send:error'] as const;
const DEFAULT_TIMEOUT_MS = 5000;

/**
 * Keeps watch from its making on.
 *
 * @publicApi
 */
export class LeakWatch {
  private readonly made = new Map<number, { readonly kind: string; readonly place: string }>();
  private readonly sends = new Map<string, string>();
  private readonly hook = createHook({
    init: (id, kind) => this.resourceMade(id, kind),
    destroy: (id) => this.made.delete(id),
  });

  constructor() {
    subscribe('rocketmq:send:start', this.sendBegan);
    for (const channel of SEND_ENDS) subscribe(channel, this.sendEnded);
    this.hook.enable();
  }

  /**
   * Waits until nothing of this package is left, and ends the watch.
   *
   * @param options.timeoutMs - how long what is being closed may take; default 5000
   * @throws {LeakError} TEST_LEAK - lists what is left, with the place in the package that made it
   */
  async assertNoLeaks({ timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {}): Promise<void> {
    const endsAt = performance.now() + timeoutMs;
    while (this.leaks().length > 0 && performance.now() < endsAt) await turnOfEventLoop();
    const leaks = this.leaks();
    this.stop();
    if (leaks.length > 0) throw new LeakError(leaks);
  }

  /** One line for each thing that was made since the watch began and is still there. */
  leaks(): readonly string[] {
    const resources = [...this.made.values()].filter(({ kind }) => kind !== STEP);
    return [
      ...resources.map(({ kind, place }) => `${KINDS.get(kind)} made at ${place}`),
      ...[...this.sends].map(([messageId, topic]) => `a send to topic ${topic} (${messageId})`),
    ];
  }

  /** Ends the watch without a check. */
  stop(): void {
    this.hook.disable();
    unsubscribe('rocketmq:send:start', this.sendBegan);
    for (const channel of SEND_ENDS) unsubscribe(channel, this.sendEnded);
  }

  private resourceMade(id: number, kind: string): void {
    if (kind !== STEP && !KINDS.has(kind)) return;
    const place = packagePlace() ?? this.placeOfMaker(kind);
    if (place !== undefined) this.made.set(id, { kind, place });
  }

  /** A server is made one step after `listen()`, and makes the sockets that it accepts, both without a frame of ours. */
  private placeOfMaker(kind: string): string | undefined {
    const maker = this.made.get(executionAsyncId());
    const isMade =
      kind === 'TCPSERVERWRAP' ? maker?.kind === STEP : maker?.kind === 'TCPSERVERWRAP' && kind === 'TCPWRAP';
    return isMade ? maker?.place : undefined;
  }

  private readonly sendBegan = (event: unknown): void => {
    const { messageId, topic } = event as DiagnosticsEvents['rocketmq:send:start'];
    this.sends.set(messageId, topic);
  };

  private readonly sendEnded = (event: unknown): void => {
    this.sends.delete((event as DiagnosticsEvents[(typeof SEND_ENDS)[number]]).messageId);
  };
}

/**
 * Watches for what this package leaves behind. To be called before the app is made.
 *
 * @example
 * ```ts
 * const watch = watchForLeaks();
 * // the test, up to: await app.close();
 * await watch.assertNoLeaks();
 * ```
 * @publicApi
 */
export function watchForLeaks(): LeakWatch {
  return new LeakWatch();
}

function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
