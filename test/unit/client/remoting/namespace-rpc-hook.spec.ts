import { expect, it } from '@jest/globals';
import { hooksWithNamespace } from '../../../../lib/client/remoting/namespace-rpc-hook.js';
import type { RPCHook } from '../../../../lib/client/remoting/rpc-hook.js';

const OTHER: RPCHook = { doBeforeRequest: () => {} };

it('names the namespace in the fields of a request, as Java does', () => {
  const extFields: Record<string, string> = { topic: 'T' };

  for (const hook of hooksWithNamespace({ rpcHooks: [], namespaceV2: 'INST2' })) {
    void hook.doBeforeRequest('b:1', { code: 105, extFields, body: undefined });
  }

  expect(extFields).toEqual({ topic: 'T', nsd: 'true', ns: 'INST2' });
});

it('comes before the other hooks, which see what it added', () => {
  const hooks = hooksWithNamespace({ rpcHooks: [OTHER], namespaceV2: 'INST2' });

  expect(hooks).toHaveLength(2);
  expect(hooks[1]).toBe(OTHER);
});

it('adds no hook without a namespace', () => {
  const rpcHooks = [OTHER];

  expect(hooksWithNamespace({ rpcHooks })).toBe(rpcHooks);
});
