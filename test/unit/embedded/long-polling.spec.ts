import { describe, expect, it } from '@jest/globals';
import type { Peer } from '../../../lib/embedded/exchange.js';
import { hostAddress } from '../../../lib/embedded/host-address.js';
import { LongPolling } from '../../../lib/embedded/long-polling.js';
import { FakeClock } from './fake-clock.js';

const peer: Peer = { host: hostAddress('127.0.0.1', 1) };

function arrange() {
  const clock = new FakeClock();
  const longPolling = new LongPolling(clock);
  const resumed: string[] = [];
  const hold = (name: string, timeoutMs: number, filter = (_code: number) => true, of = peer) => {
    const deadlineAt = clock.now() + timeoutMs;
    const resume = (reason: string) => resumed.push(`${name} ${reason}`);
    longPolling.hold({ topic: 'T', queueId: 0, peer: of, filter, deadlineAt, resume });
  };
  return { clock, longPolling, resumed, hold };
}

describe('LongPolling', () => {
  it('wakes all pulls of a queue when a message arrives', () => {
    const { longPolling, resumed, hold } = arrange();
    hold('a', 1000);
    hold('b', 2000);

    longPolling.arrived('T', 0, 0);

    expect(resumed).toEqual(['a arrived', 'b arrived']);
    expect(longPolling.size).toBe(0);
  });

  it('lets pulls of other queues and topics wait', () => {
    const { longPolling, resumed, hold } = arrange();
    hold('a', 1000);

    longPolling.arrived('T', 1, 0);
    longPolling.arrived('U', 0, 0);

    expect(resumed).toEqual([]);
    expect(longPolling.size).toBe(1);
  });

  it('lets a pull wait whose filter does not want the message', () => {
    const { longPolling, resumed, hold } = arrange();
    hold('a', 1000, (code) => code === 7);

    longPolling.arrived('T', 0, 6);
    longPolling.arrived('T', 0, 7);

    expect(resumed).toEqual(['a arrived']);
  });

  it('ends each pull at its own deadline, in any order', () => {
    const { clock, resumed, hold } = arrange();
    hold('long', 3000);
    hold('short', 1000);

    clock.advance(1000);
    const atFirst = [...resumed];
    clock.advance(2000);

    expect(atFirst).toEqual(['short expired']);
    expect(resumed).toEqual(['short expired', 'long expired']);
  });

  it('uses one timer for all pulls, and none when nobody waits', () => {
    const { clock, longPolling, hold } = arrange();
    for (const timeoutMs of [3000, 1000, 2000]) hold('a', timeoutMs);
    const whileWaiting = clock.pendingTimers;

    longPolling.forget(peer);

    expect(whileWaiting).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('forgets the pulls of a connection that is gone, and no others', () => {
    const { clock, longPolling, resumed, hold } = arrange();
    const other: Peer = { host: peer.host };
    hold('gone', 1000);
    hold('stays', 1000, undefined, other);

    longPolling.forget(peer);
    clock.advance(1000);

    expect(resumed).toEqual(['stays expired']);
  });

  it('holds a pull again that comes back while it is resumed', () => {
    const { clock, longPolling, hold } = arrange();
    const deadlineAt = clock.now() + 1000;
    const resume = () => hold('again', 1000);
    longPolling.hold({ topic: 'T', queueId: 0, peer, filter: () => true, deadlineAt, resume });

    longPolling.arrived('T', 0, 0);

    expect(longPolling.size).toBe(1);
  });
});
