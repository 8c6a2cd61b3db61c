import { describe, expect, it } from '@jest/globals';
import { AclRPCHook } from '../../../../lib/client/remoting/acl-rpc-hook.js';
import { ClientRPCHooks } from '../../../../lib/client/remoting/client-rpc-hooks.js';
import { NamespaceRPCHook } from '../../../../lib/client/remoting/namespace-rpc-hook.js';
import type { RPCHook } from '../../../../lib/client/remoting/rpc-hook.js';

const OWN: RPCHook = { doBeforeRequest: () => {} };
const ADDED: RPCHook = { doBeforeRequest: () => {} };
const CREDENTIALS = { accessKey: 'ak', secretKey: 'sk' };

describe('the RPC hooks of a client', () => {
  it('[E8.1] are the namespace, then its own, and last the signature', () => {
    const { inOrder } = new ClientRPCHooks({ rpcHooks: [OWN], namespaceV2: 'INST2', credentials: CREDENTIALS });

    expect(inOrder).toEqual([expect.any(NamespaceRPCHook), OWN, expect.any(AclRPCHook)]);
  });

  it('are its own alone without namespace and credentials', () => {
    expect(new ClientRPCHooks({ rpcHooks: [OWN] }).inOrder).toEqual([OWN]);
  });

  it('take another behind its own, before the signature, for whoever has the list already', () => {
    const hooks = new ClientRPCHooks({ rpcHooks: [OWN], credentials: CREDENTIALS });
    const { inOrder } = hooks;

    hooks.add(ADDED);

    expect(inOrder).toEqual([OWN, ADDED, expect.any(AclRPCHook)]);
  });
});
