/**
 * Runs the after-hooks of a request in front of its waiter.
 */
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { ResponseWaiter } from './pending-requests.js';
import type { HookedRequest, RPCHook } from './rpc-hook.js';

interface HookedExchange {
  readonly hooks: readonly RPCHook[];
  readonly address: string;
  readonly request: HookedRequest;
}

export class HookedWaiter implements ResponseWaiter {
  readonly sentAt: number;
  readonly deadlineAt: number;
  readonly #waiter: ResponseWaiter;
  readonly #exchange: HookedExchange;

  constructor(waiter: ResponseWaiter, exchange: HookedExchange) {
    this.sentAt = waiter.sentAt;
    this.deadlineAt = waiter.deadlineAt;
    this.#waiter = waiter;
    this.#exchange = exchange;
  }

  onResponse(response: RemotingCommand): void {
    const { hooks, address, request } = this.#exchange;
    try {
      for (const hook of hooks) hook.doAfterResponse?.(address, request, response);
    } catch (error) {
      this.#waiter.onFailure(error as Error);
      return;
    }
    this.#waiter.onResponse(response);
  }

  onFailure(error: Error): void {
    this.#waiter.onFailure(error);
  }
}
