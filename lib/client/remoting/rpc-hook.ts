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
  /** Runs once per request, on a ready connection, before the write. An error it throws fails the request. */
  doBeforeRequest(address: string, request: HookedRequest): void;
  /** Runs only when an answer came, in the same order as the hooks before. */
  doAfterResponse?(address: string, request: HookedRequest, response: RemotingCommand): void;
}
