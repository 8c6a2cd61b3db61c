import { describe, expect, it } from '@jest/globals';
import { aRequest, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { aLink, gapsBetweenDials, LINK_ADDRESS as ADDRESS } from '../../../fixtures/remoting-link.js';

describe('AddressLink with a connection that was retired', () => {
  it('forgets it at once, tells its owner, and dials a new one', () => {
    const { dialer, link, events, join } = aLink();
    join();
    const socket = dialer.accept(ADDRESS);
    const old = link.connection;
    old?.request(aRequest(), new RecordingWaiter());
    for (const opaque of [98, 99]) socket.answer({ opaque });

    old?.retire('the test says so');
    const waiter = join();
    dialer.accept(ADDRESS);

    expect(events).toEqual(['connected', 'connected']);
    expect(waiter.connections).toEqual([link.connection]);
    expect(link.connection).not.toBe(old);
  });

  it('does not lose its new connection when the old one closes', () => {
    const { dialer, link, join } = aLink();
    join();
    const socket = dialer.accept(ADDRESS);
    const old = link.connection;
    old?.request(aRequest(), new RecordingWaiter());
    for (const opaque of [98, 99]) socket.answer({ opaque });
    old?.retire('the test says so');
    join();
    dialer.accept(ADDRESS);
    const young = link.connection;

    socket.emit('close');

    expect([link.connection, link.status]).toEqual([young, 'connected']);
  });

  it('waits longer and longer with dials to a server that goes away at once', () => {
    const rig = aLink();

    const gaps = gapsBetweenDials(rig, 4, () => {
      const socket = rig.dialer.accept(ADDRESS);
      rig.link.connection?.request(aRequest(), new RecordingWaiter());
      socket.answer(socket.lastFrame, { code: 1500 });
    });

    expect(gaps).toEqual([10, 20, 40]);
  });
});
