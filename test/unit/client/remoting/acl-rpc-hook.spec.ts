/**
 * The signature of requests: by hand, by the golden vectors, and against everything recorded from the Java client.
 */
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  AclRPCHook,
  credentialsProblems,
  type SessionCredentials,
} from '../../../../lib/client/remoting/acl-rpc-hook.js';
import type { HookedRequest } from '../../../../lib/client/remoting/rpc-hook.js';
import { expectedSignature } from '../../../fixtures/acl-signature.js';
import { decodeFrame } from '../../../fixtures/decoded-frames.js';
import { frameName, RECORDED, type RecordedFrame } from '../../../fixtures/recorded-frames.js';
import { aConnection, aRequest, RecordingWaiter } from '../../../fixtures/remoting-connection.js';

const CREDENTIALS: SessionCredentials = { accessKey: 'ak', secretKey: 'top-secret' };

function signed(
  request: { readonly extFields?: Record<string, string>; readonly body?: Uint8Array },
  credentials = CREDENTIALS,
): HookedRequest {
  const hooked = { code: 310, extFields: { ...request.extFields }, body: request.body };
  new AclRPCHook(credentials).doBeforeRequest('10.0.0.1:10911', hooked);
  return hooked;
}

describe('the golden signatures (wire protocol 14 F)', () => {
  it.each([
    {
      extFields: { topic: 'TopicTest' },
      credentials: { accessKey: 'rocketmq2', secretKey: '12345678' },
      signature: 'GeeGoP9mRvDhoVp4PD5omX0prgE=',
    },
    {
      extFields: { a: 'PG', b: 'TopicTest', i: '', _x: 'u' },
      body: Buffer.from('hello'),
      credentials: { accessKey: 'ak', secretKey: 'sk', securityToken: 'tok' },
      signature: 'hvWz5xlNtLK7qSWbTstnK26uZOA=',
    },
  ])('$signature', ({ credentials, signature, ...request }) => {
    expect(signed(request, credentials).extFields['Signature']).toBe(signature);
  });
});

describe('the signature', () => {
  it('covers the values in the UTF-16 order of their names, then the body byte for byte', () => {
    const extFields = { '\uFFFD': '7', '\u{1F600}': '6', a: '5', _x: '4', Z: '3', '10': '2', '1': '1' };
    const body = Buffer.from([0xff, 0x00, 0xc3]);

    const { extFields: fields } = signed({ extFields, body });

    const inOrder = { a1: '1', a2: '2', a3: 'ak', a4: '3', a5: '4', a6: '5', a7: '6', a8: '7' };
    expect(fields['Signature']).toBe(expectedSignature({ extFields: inOrder, body }, 'top-secret'));
  });

  it('replaces one that is there already, and follows a change of the fields', () => {
    const hook = new AclRPCHook(CREDENTIALS);
    const request = {
      code: 105,
      extFields: { topic: 'A', Signature: 'stale' } as Record<string, string>,
      body: undefined,
    };

    hook.doBeforeRequest('', request);
    const first = request.extFields['Signature'];
    hook.doBeforeRequest('', request);
    const again = request.extFields['Signature'];
    request.extFields['topic'] = 'B';
    hook.doBeforeRequest('', request);

    expect(again).toBe(first);
    expect(request.extFields['Signature']).toBe(expectedSignature(request, 'top-secret'));
    expect(request.extFields['Signature']).not.toBe(first);
  });

  it.each(['JSON', 'ROCKETMQ'] as const)(
    'holds for what travels in a %s header: fields without a text do not',
    (headerFormat) => {
      const { connection, socket } = aConnection({
        headerFormat,
        rpcHooks: [
          {
            doBeforeRequest: (_address, { extFields }) => void Object.assign(extFields, { empty: '', city: '杭州🚀' }),
          },
          new AclRPCHook({ ...CREDENTIALS, securityToken: 'token' }),
        ],
      });

      connection.request(aRequest({ body: Buffer.from('body') }), new RecordingWaiter());

      const frame = socket.lastFrame;
      expect(frame.extFields).toEqual({
        topic: 'TopicTest',
        city: '杭州🚀',
        AccessKey: 'ak',
        SecurityToken: 'token',
        Signature: expectedSignature(frame, 'top-secret'),
      });
    },
  );
});

describe('the signatures recorded from the Java client', () => {
  const SECRETS: Readonly<Record<string, string>> = { 'reader-user': 'reader-secret', 'unknown-key': 'wrong-secret' };
  const secretOf = ({ scenario }: RecordedFrame, accessKey: string): string =>
    scenario === 'acl-err-bad-secret' ? 'wrong-secret' : (SECRETS[accessKey] ?? 'vector-secret-key');
  const frames = RECORDED.filter((frame) => frame.header.extFields?.['Signature'] !== undefined);

  it('are the same when computed again, all 131 of them', () => {
    const wrong = frames.filter((frame) => {
      const { code, extFields: recorded = {}, body } = decodeFrame(frame.bytes).command;
      const { AccessKey: accessKey = '', SecurityToken: securityToken, Signature: signature, ...fields } = recorded;
      const extFields: Record<string, string> = { ...fields, Signature: 'stale' };
      const secretKey = secretOf(frame, accessKey);

      new AclRPCHook({ accessKey, secretKey, securityToken }).doBeforeRequest('', { code, extFields, body });

      return extFields['Signature'] !== signature || extFields['SecurityToken'] !== securityToken;
    });

    expect(wrong.map(frameName)).toEqual([]);
    expect(frames).toHaveLength(131);
    expect(new Set(frames.map(({ folder }) => folder))).toEqual(new Set(['5.5.0', '4.9.7']));
  });
});

describe('credentials', () => {
  it('keep the secret key to themselves', () => {
    const hook = new AclRPCHook({ ...CREDENTIALS, securityToken: 'token' });
    const request = signed({ extFields: { topic: 'T' } });

    const shown = [hook, request].map(
      (value) => inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value),
    );

    expect(shown.join()).not.toContain('top-secret');
  });

  it.each([
    [undefined, []],
    [{ accessKey: 'a', secretKey: 's' }, []],
    [{ accessKey: 'a', secretKey: 's', securityToken: 't' }, []],
    ['a:s3cr3t', ['credentials is of type string, it must be an object with accessKey and secretKey']],
    [null, ['credentials is null, it must be an object with accessKey and secretKey']],
    [
      {},
      [
        'credentials.accessKey is undefined, it must be a text that is not empty',
        'credentials.secretKey is undefined, it must be a text that is not empty',
      ],
    ],
    [
      { accessKey: '', secretKey: 12_345, securityToken: null },
      [
        'credentials.accessKey is empty, it must be a text that is not empty',
        'credentials.secretKey is of type number, it must be a text that is not empty',
        'credentials.securityToken is null, it must be a text that is not empty',
      ],
    ],
  ])('[C1.12] %j are judged without being quoted', (credentials, problems) => {
    expect(credentialsProblems(credentials)).toEqual(problems);
  });
});
