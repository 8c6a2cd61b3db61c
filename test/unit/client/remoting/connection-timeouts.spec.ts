/**
 * What a time-out does to a connection: to frames that it has not written yet, and for those who want it closed as in Java.
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

describe('a request that times out before a full socket has taken it', () => {
  it('is not sent any more, so that a peer that takes nothing cannot fill the memory', async () => {
    const { clock, socket, connection } = aConnection();
    const ask = (topic: string, deadlineAt: number): RecordingWaiter => {
      const waiter = new RecordingWaiter(deadlineAt, clock.now());
      connection.request(aRequest({ header: { topic } }), waiter);
      return waiter;
    };
    socket.isFull = true;
    ask('first', clock.now() + 1000);
    const late = ask('late', clock.now() + 1000);
    const later = ask('later', clock.now() + 2000);

    clock.advance(1000);
    socket.drain();
    await turn();

    expect(socket.frames.map(({ extFields }) => extFields?.['topic'])).toEqual(['first', 'later']);
    expect([late.failures.length, later.calls]).toEqual([1, 0]);
  });
});
