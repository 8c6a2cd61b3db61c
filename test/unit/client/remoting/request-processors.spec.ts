import { describe, expect, it } from '@jest/globals';
import {
  processRequest,
  type RequestedClient,
  type RequestProcessor,
  responseTo,
  serveRequest,
} from '../../../../lib/client/remoting/request-processors.js';
import { aCommand } from '../../../fixtures/commands.js';

describe('processRequest', () => {
  it('[E10.1] answers a code that nobody handles with code 3, in the words of Java', () => {
    const answer = processRequest(new Map(), aCommand({ code: 39 }), '10.0.0.1:10911');

    expect(answer).toEqual({ code: 3, remark: ' request type 39 not supported' });
  });

  it('hands request and address to the processor of its code', () => {
    const calls: unknown[] = [];
    const processor: RequestProcessor = (request, address) => {
      calls.push(request, address);
      return { code: 0, remark: 'done' };
    };
    const request = aCommand({ code: 39 });

    const answer = processRequest(new Map([[39, processor]]), request, '10.0.0.1:10911');

    expect(calls).toEqual([request, '10.0.0.1:10911']);
    expect(answer).toEqual({ code: 0, remark: 'done' });
  });

  it('[E10.3] answers with code 1 for a processor that throws', () => {
    const answer = processRequest(new Map([[39, failing]]), aCommand({ code: 39 }), '10.0.0.1:10911');

    expect(answer).toEqual({ code: 1, remark: 'TypeError: no listener' });
  });
});

describe('serveRequest', () => {
  it.each<[string, RequestProcessor, object | undefined]>([
    ['what the processor answers', () => ({ code: 0, remark: 'done' }), { code: 0, remark: 'done' }],
    ['with code 1 for one that throws', failing, { code: 1, remark: 'TypeError: no listener' }],
    ['nothing for one that has no answer', () => undefined, undefined],
  ])('answers %s', (_what, processor, expected) => {
    const response = serveRequest(aCommand({ code: 39, opaque: 9 }), '10.0.0.1:10911', aClient(processor));

    expect(response).toEqual(expected && aCommand({ ...expected, opaque: 9, flag: 1 }));
  });

  it.each<[string, number, RequestProcessor]>([
    ['that is handled', 39, () => ({ code: 0 })],
    ['whose processor throws', 39, failing],
    ['that nobody handles', 40, () => ({ code: 0 })],
  ])('never answers a one-way request %s', (_what, code, processor) => {
    const response = serveRequest(aCommand({ code, flag: 2 }), '10.0.0.1:10911', aClient(processor));

    expect(response).toBeUndefined();
  });
});

describe('responseTo', () => {
  it('carries the correlation id of the request and the response bit', () => {
    const request = aCommand({ code: 39, opaque: -7, language: 'JAVA' });

    const response = responseTo(request, { code: 3, remark: 'no' }, { language: 'OTHER', version: 475 });

    expect(response).toEqual(aCommand({ code: 3, opaque: -7, flag: 1, remark: 'no' }));
  });
});

function failing(): never {
  throw new TypeError('no listener');
}

function aClient(processor: RequestProcessor): RequestedClient {
  return { processors: new Map([[39, processor]]), sender: { language: 'OTHER', version: 475 } };
}
