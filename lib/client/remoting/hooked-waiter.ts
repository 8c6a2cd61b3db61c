/**
 * Runs the after-hooks of a request in front of its waiter.
 */
import { plainCommand, type RemotingCommand } from '../protocol/remoting-command.js';
import type { HeldRequests } from './held-requests.js';
import { hooksInTurn } from './hooks-in-turn.js';
import type { ResponseWaiter } from './response-waiter.js';
import type { HookedRequest, RPCHook } from './rpc-hook.js';

interface HookedExchange {
  readonly hooks: readonly RPCHook[];
  readonly address: string;
  readonly request: HookedRequest;
  /** Takes those whose hooks return promises. */
  readonly held: HeldRequests;
}

export class HookedWaiter implements ResponseWaiter {
  readonly sentAt: number;
  readonly deadlineAt: number;
  readonly #waiter: ResponseWaiter;
  readonly #exchange: HookedExchange;
  #response: RemotingCommand | undefined;

  constructor(waiter: ResponseWaiter, exchange: HookedExchange) {
    this.sentAt = waiter.sentAt;
    this.deadlineAt = waiter.deadlineAt;
    this.#waiter = waiter;
    this.#exchange = exchange;
  }

  onResponse(response: RemotingCommand, receivedAt: number): void {
    const { hooks, held } = this.#exchange;
    this.#response = plainCommand(response);
    let work: Promise<void> | undefined;
    try {
      work = hooksInTurn(hooks, HookedWaiter.#tell, this);
    } catch (error) {
      this.#waiter.onFailure(error as Error);
      return;
    }
    if (work === undefined) this.#waiter.onResponse(response, receivedAt);
    else held.hold(this, work, () => this.#waiter.onResponse(response, receivedAt));
  }

  /** Needs no closure for each answer. */
  static #tell(this: void, hook: RPCHook, waiter: HookedWaiter): void | Promise<void> {
    const { address, request } = waiter.#exchange;
    return hook.doAfterResponse?.(address, request, waiter.#response as RemotingCommand);
  }

  onFailure(error: Error): void {
    this.#waiter.onFailure(error);
  }
}
