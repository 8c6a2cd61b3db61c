import { expect, it } from '@jest/globals';
import { NamespaceRPCHook } from '../../../../lib/client/remoting/namespace-rpc-hook.js';

it('names the namespace in the fields of a request, as Java does', () => {
  const extFields: Record<string, string> = { topic: 'T' };

  new NamespaceRPCHook('INST2').doBeforeRequest('b:1', { code: 105, extFields, body: undefined });

  expect(extFields).toEqual({ topic: 'T', nsd: 'true', ns: 'INST2' });
});
