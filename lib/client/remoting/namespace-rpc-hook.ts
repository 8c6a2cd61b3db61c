/**
 * Names the namespace of 5.x in every request, in fields of their own. Source: client behaviour E.8, Java `NamespaceRpcHook`.
 */
import type { HookedRequest, RPCHook } from './rpc-hook.js';

export class NamespaceRPCHook implements RPCHook {
  readonly #namespace: string;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  doBeforeRequest(_address: string, { extFields }: HookedRequest): void {
    extFields['nsd'] = 'true';
    extFields['ns'] = this.#namespace;
  }
}
