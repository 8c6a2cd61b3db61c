/**
 * The RPC hooks of one client, in the order in which they see a request: first the namespace, which the others see as in
 * Java; then the app's own; last the signature, which covers what the others added.
 */
import { AclRPCHook, type SessionCredentials } from './acl-rpc-hook.js';
import { NamespaceRPCHook } from './namespace-rpc-hook.js';
import type { RPCHook } from './rpc-hook.js';

interface ClientHookOptions {
  readonly rpcHooks: readonly RPCHook[];
  readonly namespaceV2?: string | undefined;
  readonly credentials?: SessionCredentials | undefined;
}

export class ClientRPCHooks {
  /** What connections go by, live. */
  readonly inOrder: readonly RPCHook[];
  readonly #hooks: RPCHook[];
  readonly #last: number;

  constructor({ rpcHooks, namespaceV2, credentials }: ClientHookOptions) {
    const first = namespaceV2 === undefined ? [] : [new NamespaceRPCHook(namespaceV2)];
    const last = credentials === undefined ? [] : [new AclRPCHook(credentials)];
    this.#hooks = [...first, ...rpcHooks, ...last];
    this.#last = last.length;
    this.inOrder = this.#hooks;
  }

  /** Behind the app's own that are there already. */
  add(hook: RPCHook): void {
    this.#hooks.splice(this.#hooks.length - this.#last, 0, hook);
  }
}
