/**
 * What a request of one connection passes before it is written: its hooks, then the limit on requests under way. Where it
 * has to wait for neither, it passes within the call.
 */
import type { HeldOwner } from './held-requests.js';
import type { InFlightLimit } from './in-flight-limit.js';
import { QueuedRequest } from './queued-request.js';
import type { RequestHooks } from './request-hooks.js';
import type { OutgoingRequest } from './request-writer.js';
import type { HookedRequest } from './rpc-hook.js';

/** @param hooked - what the hooks made of the request, if there are any */
export type GateWrite<O> = (request: OutgoingRequest, hooked: HookedRequest | undefined, owner: O) => void;

export interface GatePorts<O> {
  readonly connection: { readonly address: string };
  readonly hooks: RequestHooks;
  readonly limit: InFlightLimit;
  readonly write: GateWrite<O>;
}

export class RequestGate<O extends HeldOwner> {
  readonly limit: InFlightLimit;
  readonly write: GateWrite<O>;
  readonly #connection: GatePorts<O>['connection'];
  readonly #hooks: RequestHooks;

  constructor({ connection, hooks, limit, write }: GatePorts<O>) {
    this.limit = limit;
    this.write = write;
    this.#connection = connection;
    this.#hooks = hooks;
  }

  /** @throws what a hook or the write threw, unless the request had to wait: then its owner hears of it */
  pass(request: OutgoingRequest, owner: O): void {
    const hooks = this.#hooks;
    const hooked = hooks.seen(request);
    const work = hooks.before(hooked);
    if (work === undefined) this.#takePermit(request, hooked, owner);
    else hooks.hold(owner, work, () => this.#takePermit(request, hooked, owner));
  }

  #takePermit(request: OutgoingRequest, hooked: HookedRequest | undefined, owner: O): void {
    const { limit } = this;
    if (!limit.take()) {
      limit.wait(new QueuedRequest(this.#connection, owner, () => this.write(request, hooked, owner)));
      return;
    }
    try {
      this.write(request, hooked, owner);
    } catch (error) {
      limit.giveBack(1);
      throw error;
    }
  }
}
