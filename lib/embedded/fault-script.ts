/**
 * Faults that a test has ordered, and which request each of them hits. What a fault does is in fault-effects.ts.
 */
import type { RequestName } from './exchange.js';

/** What happens to a request. */
export type FaultAction =
  /** Handled at once, answered this many milliseconds later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Handled, never answered. */
  | { readonly kind: 'drop-reply' }
  /** Not handled; answered with this response code. */
  | {
      readonly kind: 'answer';
      readonly code: number;
      readonly remark?: string;
      readonly extFields?: Readonly<Record<string, string>>;
    }
  /** Not handled; answered with GO_AWAY (1500), as by a server that shuts down. */
  | { readonly kind: 'go-away' }
  /** Not handled; refused with this response code even if the request is one-way, as busy brokers do. */
  | { readonly kind: 'refuse-aloud'; readonly code: number; readonly remark?: string }
  /** Handled; half of the answer is written, then the socket is cut. */
  | { readonly kind: 'half-frame' }
  /** Not handled; the socket is cut. */
  | { readonly kind: 'cut' }
  /** Not handled; answered with bytes that are no frame. */
  | { readonly kind: 'garbage' };

export interface Fault {
  /** Name of the request to hit, `*` for any. */
  readonly on: RequestName | '*';
  /** Name of the server to hit: `broker-a`, `name-server`; any if left out. */
  readonly server?: string;
  /** How many requests to hit; default 1. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** What became of an ordered fault. */
export interface FaultHandle {
  /** How many requests it has hit. */
  used(): number;
  /** It will hit nothing more, and no longer counts as unused. */
  cancel(): void;
}

interface OrderedFault {
  readonly fault: Fault;
  readonly times: number;
  used: number;
}

export class FaultScript {
  /** Faults that may still hit something, in the order in which they were ordered. */
  #faults: readonly OrderedFault[] = [];

  add(fault: Fault): FaultHandle {
    const ordered = { fault, times: fault.times ?? 1, used: 0 };
    this.#faults = [...this.#faults, ordered];
    return { used: () => ordered.used, cancel: () => this.#remove(ordered) };
  }

  /** What happens to this request; the fault that was ordered first goes first. */
  take(server: string, request: RequestName | undefined): FaultAction | undefined {
    if (this.#faults.length === 0) return undefined;
    const hit = this.#faults.find(({ fault }) => matches(fault, server, request));
    if (hit === undefined) return undefined;
    hit.used += 1;
    if (hit.used >= hit.times) this.#remove(hit);
    return hit.fault.action;
  }

  clear(): void {
    this.#faults = [];
  }

  /** One line for each fault that has hit fewer requests than ordered; an endless one must hit at least one. */
  unused(): readonly string[] {
    return this.#faults.filter(({ used, times }) => Number.isFinite(times) || used === 0).map(describe);
  }

  #remove(ordered: OrderedFault): void {
    this.#faults = this.#faults.filter((other) => other !== ordered);
  }
}

function matches(fault: Fault, server: string, request: RequestName | undefined): boolean {
  return (fault.on === '*' || fault.on === request) && (fault.server === undefined || fault.server === server);
}

function describe({ fault, times, used }: OrderedFault): string {
  const wanted = Number.isFinite(times) ? `${used} of ${times} times` : `${used} times`;
  return `${fault.action.kind} on ${fault.on} at ${fault.server ?? 'any server'}: used ${wanted}`;
}
