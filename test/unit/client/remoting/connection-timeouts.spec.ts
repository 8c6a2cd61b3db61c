/**
 * Closing a connection because of a time-out, for those who want it as in Java.
 */
import { describe, expect, it } from '@jest/globals';
import { aConnection, aRequest, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { turn } from '../../../fixtures/remoting-turns.js';

describe('a time-out with closeConnectionOnTimeout', () => {
  it('closes the connection, and fails every other request on it', () => {
    const { clock, connection, closed, retired } = aConnection({ closeOnTimeout: true });
    const [slow, other] = [new RecordingWaiter(clock.now() + 300, clock.now()), new RecordingWaiter(9000)];
    connection.request(aRequest(), slow);
    connection.request(aRequest(), other);

    clock.advance(300);

    expect(slow.failures).toMatchObject([{ code: 'REQUEST_TIMEOUT' }]);
    expect(other.failures).toMatchObject([
      { code: 'CONNECTION_CLOSED', message: expect.stringContaining('closeConnectionOnTimeout') },
    ]);
    expect([connection.state, closed, retired, clock.waiting]).toEqual(['closed', [connection], [connection], 0]);
  });

  it('is known to the owner before the request hears of it, so that a retry does not land here', () => {
    const { clock, connection, retired } = aConnection({ closeOnTimeout: true });
    const slow = new RecordingWaiter(clock.now() + 300, clock.now());
    const known: unknown[] = [];
    slow.onSettled = () => known.push(connection.state, retired.length);
    connection.request(aRequest(), slow);
    connection.request(aRequest(), new RecordingWaiter());

    clock.advance(300);

    expect(known).toEqual(['retired', 1]);
  });

  it('keeps the connection when most of the time went into the dial', () => {
    const { clock, connection } = aConnection({ closeOnTimeout: true });
    const waiter = new RecordingWaiter(clock.now() + 50, clock.now() - 950);
    connection.request(aRequest(), waiter);

    clock.advance(50);

    expect([waiter.failures.length, connection.state]).toEqual([1, 'ready']);
  });

  it('keeps the connection when it is a one-way request that the socket did not take', async () => {
    const { clock, connection, socket } = aConnection({ closeOnTimeout: true });
    const stuck = new RecordingWaiter(clock.now() + 300);
    socket.isFull = true;
    connection.oneway(aRequest(), new RecordingWaiter());
    connection.oneway(aRequest(), stuck);
    await turn();

    clock.advance(300);

    expect([stuck.failures.length, connection.state]).toEqual([1, 'ready']);
  });
});
