import { describe, expect, it } from '@jest/globals';
import { aLink, gapsBetweenDials, LINK_ADDRESS as ADDRESS } from '../../../fixtures/remoting-link.js';
import { RecordingConnectionWaiter } from '../../../fixtures/remoting-pool.js';

describe('AddressLink', () => {
  it('[E2.3] shares one dial between all who wait, and tells them before its owner', () => {
    const { dialer, link, events, join } = aLink();
    const waiters = [join(), join(), join()];

    dialer.accept(ADDRESS);

    expect(dialer.dials).toHaveLength(1);
    expect(waiters.map(({ connections }) => connections)).toEqual([
      [link.connection],
      [link.connection],
      [link.connection],
    ]);
    expect(events).toEqual(['connected']);
  });

  it('[E2.1] gives who comes later the connection at once', () => {
    const { dialer, link, join } = aLink();
    join();
    dialer.accept(ADDRESS);

    const waiter = join();

    expect(waiter.connections).toEqual([link.connection]);
    expect(dialer.dials).toHaveLength(1);
  });

  it('[E2.4] fails all who wait when the dial fails', () => {
    const { dialer, join } = aLink();
    const waiters = [join(), join()];

    dialer.refuse(ADDRESS, 'refused');

    expect(waiters.map(({ failures }) => failures.map(({ message }) => message))).toEqual([
      [`cannot connect to ${ADDRESS}: refused`],
      [`cannot connect to ${ADDRESS}: refused`],
    ]);
  });

  it('[E2.5] fails a waiter at its deadline and leaves the dial to the others', () => {
    const { dialer, link, join } = aLink();
    const [early, late] = [join(1100), join(5000)];

    const earliest = link.expire(1100);
    dialer.accept(ADDRESS);

    expect(earliest).toBe(5000);
    expect(early.failures).toMatchObject([{ code: 'CONNECT_FAILED' }]);
    expect([early.calls, late.connections.length]).toEqual([1, 1]);
  });

  it('[E2.6] lets gaps between dials to a dead address grow to 200 ms', () => {
    const rig = aLink();

    const gaps = gapsBetweenDials(rig, 9, () => rig.dialer.refuse(ADDRESS));

    expect(gaps).toEqual([10, 20, 40, 80, 160, 200, 200, 200]);
  });

  it('does not dial a peer in a tight loop that accepts and closes without a word', () => {
    const rig = aLink();

    const gaps = gapsBetweenDials(rig, 5, () => rig.dialer.accept(ADDRESS).emit('close'));

    expect(gaps).toEqual([10, 20, 40, 80]);
  });

  it('[E2.6] dials again at once after a peer that spoke', () => {
    const rig = aLink();
    gapsBetweenDials(rig, 4, () => rig.dialer.refuse(ADDRESS));

    const gaps = gapsBetweenDials(rig, 2, () => {
      const socket = rig.dialer.accept(ADDRESS);
      socket.answer({ opaque: 1 });
      socket.emit('close');
    });

    expect(gaps).toEqual([0]);
  });

  it('starts with the shortest gap again after a peer that spoke', () => {
    const rig = aLink();
    gapsBetweenDials(rig, 4, () => rig.dialer.refuse(ADDRESS));
    gapsBetweenDials(rig, 1, () => {
      const socket = rig.dialer.accept(ADDRESS);
      socket.answer({ opaque: 1 });
      socket.emit('close');
    });

    const gaps = gapsBetweenDials(rig, 3, () => rig.dialer.refuse(ADDRESS));

    expect(gaps).toEqual([10, 20]);
  });

  it('dials once after the gap, however many came to wait in it', () => {
    const { clock, dialer, join } = aLink();
    join();
    dialer.refuse(ADDRESS);
    const waiters = [join(), join(), join()];
    clock.advance(200);

    dialer.accept(ADDRESS);

    expect(dialer.dials).toHaveLength(2);
    expect(waiters.map(({ connections }) => connections.length)).toEqual([1, 1, 1]);
  });

  it('tells a waiter whose time is over why there was no connection before', () => {
    const { clock, dialer, link, join } = aLink();
    join();
    dialer.refuse(ADDRESS, 'connect ECONNREFUSED');
    const waiter = join(clock.now() + 5);

    link.expire(clock.now() + 5);

    expect(waiter.failures[0]?.message).toContain('connect ECONNREFUSED');
    expect(waiter.failures[0]?.cause).toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('does not dial after the gap if nobody waits any more', () => {
    const { clock, dialer, link, join } = aLink();
    join();
    dialer.refuse(ADDRESS);
    join(1005);
    link.expire(1005);

    clock.advance(1000);

    expect(dialer.dials).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });

  it('takes a waiter back that fails and asks again', () => {
    const { clock, dialer, link } = aLink();
    const waiter = new RecordingConnectionWaiter();
    waiter.onFailed = () => {
      if (waiter.failures.length < 3) link.join(waiter);
    };
    link.join(waiter);

    for (let dial = 0; dial < 3; dial += 1) {
      dialer.refuse(ADDRESS);
      clock.advance(200);
    }

    expect(waiter.failures).toHaveLength(3);
    expect(dialer.dials).toHaveLength(3);
  });

  it('[E2.6] dials anew after its connection closed', () => {
    const { dialer, link, join } = aLink();
    join();
    const socket = dialer.accept(ADDRESS);
    socket.answer({ opaque: 1 });
    const first = link.connection;
    socket.emit('close');

    const between = link.connection;
    const waiter = join();
    dialer.accept(ADDRESS);

    expect(between).toBeUndefined();
    expect(waiter.connections).toEqual([link.connection]);
    expect(waiter.connections).not.toContain(first);
  });

  it('says how it stands', () => {
    const { dialer, link, join } = aLink();
    const seen = [link.status];
    join();
    seen.push(link.status);
    dialer.refuse(ADDRESS);
    seen.push(link.status);
    const other = aLink();
    other.join();
    other.dialer.accept(ADDRESS);
    seen.push(other.link.status);

    expect(seen).toEqual(['unknown', 'connecting', 'failed', 'connected']);
  });

  it('cancels dial and gap when it closes, and fails who waits', () => {
    const [dialling, resting] = [aLink(), aLink()];
    const first = dialling.join();
    resting.join();
    resting.dialer.refuse(ADDRESS);
    const second = resting.join();

    dialling.link.close();
    resting.link.close();

    expect(dialling.dialer.dials.map(({ isCancelled }) => isCancelled)).toEqual([true]);
    expect(resting.clock.waiting).toBe(0);
    expect([first, second].map(({ failures }) => failures.map(({ message }) => message))).toEqual([
      [`cannot connect to ${ADDRESS}: the client is closed`],
      [`cannot connect to ${ADDRESS}: the client is closed`],
    ]);
  });
});
