import { describe, expect, it } from '@jest/globals';
import { RequestLog } from '../../../lib/embedded/request-log.js';

function command(opaque: number, code = 310) {
  const rest = { language: 'JAVA', version: 513, flag: 2, remark: undefined, body: Buffer.from('abc') };
  return { code, opaque, extFields: { b: 'Topic' }, ...rest };
}

describe('RequestLog', () => {
  it('shows a request as it arrived', () => {
    const log = new RequestLog(10);

    log.record('broker-a', 'SEND_MESSAGE_V2', command(7), '127.0.0.1:1');

    expect(log.latest()).toEqual([
      {
        server: 'broker-a',
        code: 310,
        name: 'SEND_MESSAGE_V2',
        oneway: true,
        opaque: 7,
        language: 'JAVA',
        version: 513,
        extFields: { b: 'Topic' },
        bodyBytes: 3,
        from: '127.0.0.1:1',
      },
    ]);
  });

  it('keeps the latest requests, oldest first, and counts all', () => {
    const log = new RequestLog(3);

    for (const opaque of [1, 2, 3, 4, 5]) log.record('broker-a', 'SEND_MESSAGE_V2', command(opaque), '');
    log.record('name-server', undefined, command(6, 9999), '');

    expect(log.latest().map(({ opaque }) => opaque)).toEqual([4, 5, 6]);
    expect(log.counts()).toEqual({ 'broker-a': { SEND_MESSAGE_V2: 5 }, 'name-server': { 9999: 1 } });
  });
});
