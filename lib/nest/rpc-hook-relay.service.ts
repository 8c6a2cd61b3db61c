/**
 * Stands for the RPC hooks that come from DI. The client takes its hooks when it is made, which is before any hook class
 * can be: one that injects the `ProducerService` needs the client first.
 */
import { Injectable } from '@nestjs/common';
import type { HookedRequest, RPCHook } from '../client/index.js';
import { inTurn } from './in-turn.js';

type Response = Parameters<NonNullable<RPCHook['doAfterResponse']>>[2];

@Injectable()
export class RpcHookRelay implements RPCHook {
  private hooks: readonly RPCHook[] = [];

  /** Before the first request. */
  relayTo(hooks: readonly RPCHook[]): void {
    this.hooks = hooks;
  }

  doBeforeRequest(address: string, request: HookedRequest): void | Promise<void> {
    return inTurn(this.hooks, (hook) => hook.doBeforeRequest(address, request));
  }

  doAfterResponse(address: string, request: HookedRequest, response: Response): void | Promise<void> {
    return inTurn(this.hooks, (hook) => hook.doAfterResponse?.(address, request, response));
  }
}
