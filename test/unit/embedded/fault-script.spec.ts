import { describe, expect, it } from '@jest/globals';
import { FaultScript } from '../../../lib/embedded/fault-script.js';

const cut = { kind: 'cut' } as const;
const busy = { kind: 'answer', code: 2 } as const;

describe('FaultScript', () => {
  it('hits the named request on the named server, once by default', () => {
    const script = new FaultScript();
    const handle = script.add({ on: 'SEND_MESSAGE_V2', server: 'broker-a', action: cut });

    const hits = [
      script.take('broker-b', 'SEND_MESSAGE_V2'),
      script.take('broker-a', 'HEART_BEAT'),
      script.take('broker-a', 'SEND_MESSAGE_V2'),
      script.take('broker-a', 'SEND_MESSAGE_V2'),
    ];

    expect(hits).toEqual([undefined, undefined, cut, undefined]);
    expect(handle.used()).toBe(1);
  });

  it('hits as often as ordered', () => {
    const script = new FaultScript();
    const handle = script.add({ on: 'PULL_MESSAGE', times: 2, action: cut });

    const hits = [1, 2, 3].map(() => script.take('broker-a', 'PULL_MESSAGE'));

    expect(hits).toEqual([cut, cut, undefined]);
    expect(handle.used()).toBe(2);
  });

  it('hits any request with *, unknown ones included', () => {
    const script = new FaultScript();
    script.add({ on: '*', times: Infinity, action: cut });

    expect([script.take('name-server', 'HEART_BEAT'), script.take('broker-a', undefined)]).toEqual([cut, cut]);
  });

  it('uses faults in the order in which they were ordered', () => {
    const script = new FaultScript();
    script.add({ on: 'HEART_BEAT', action: busy });
    script.add({ on: '*', action: cut });

    expect([script.take('a', 'HEART_BEAT'), script.take('a', 'HEART_BEAT')]).toEqual([busy, cut]);
  });

  it('hits nothing after cancel and clear', () => {
    const script = new FaultScript();
    script.add({ on: 'HEART_BEAT', action: busy }).cancel();
    script.add({ on: 'HEART_BEAT', action: cut });
    script.clear();

    expect(script.take('a', 'HEART_BEAT')).toBeUndefined();
    expect(script.unused()).toEqual([]);
  });

  it('names the faults that hit less often than ordered', () => {
    const script = new FaultScript();
    script.add({ on: 'SEND_MESSAGE_V2', server: 'broker-a', times: 3, action: { kind: 'drop-reply' } });
    script.add({ on: 'HEART_BEAT', times: Infinity, action: cut });
    script.add({ on: 'PULL_MESSAGE', times: Infinity, action: busy });
    script.take('broker-a', 'SEND_MESSAGE_V2');
    script.take('broker-a', 'PULL_MESSAGE');

    expect(script.unused()).toEqual([
      'drop-reply on SEND_MESSAGE_V2 at broker-a: used 1 of 3 times',
      'cut on HEART_BEAT at any server: used 0 times',
    ]);
  });
});
