/**
 * Hooks around every request, below sends: they see the header as it travels and may add fields (signatures).
 * Source: client behaviour E.8, Java `RPCHook`.
 */
import type { RemotingCommand } from '../protocol/remoting-command.js';

/** A request before it is written; hooks may add to its fields. */
export interface HookedRequest {
  readonly code: number;
  readonly extFields: Record<string, string>;
  readonly body: Uint8Array | undefined;
}

export interface RPCHook {
  /**
   * Runs once per request, on a ready connection, before the write. What it throws or rejects with fails the request. The
   * request waits for a promise that it returns, at most until its deadline; others overtake it meanwhile.
   */
  doBeforeRequest(address: string, request: HookedRequest): void | Promise<void>;
  /**
   * Runs only when an answer came, in the same order as the hooks before. What it throws or rejects with fails the request,
   * although the server handled it; so does a promise that does not resolve before the request's deadline.
   */
  doAfterResponse?(address: string, request: HookedRequest, response: RemotingCommand): void | Promise<void>;
}
