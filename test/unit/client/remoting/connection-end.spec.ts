/**
 * How a connection ends, and what becomes of the requests on it.
 */
import { describe, expect, it } from '@jest/globals';
import { ConnectionClosedError } from '../../../../lib/client/errors/transport-errors.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';
import { aConnection, aRequest, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { turn } from '../../../fixtures/remoting-turns.js';

describe('closing a connection', () => {
  it('[E7.6] [C1.7] fails exactly its own requests, in the same tick', () => {
    const [here, there] = [aConnection(), aConnection()];
    const waiters = [new RecordingWaiter(5000), new RecordingWaiter(), new RecordingWaiter()];
    here.connection.request(aRequest(), waiters[0] as RecordingWaiter);
    here.connection.request(aRequest(), waiters[1] as RecordingWaiter);
    there.connection.request(aRequest(), waiters[2] as RecordingWaiter);

    here.connection.close('the test says so');

    expect(waiters.map(({ calls }) => calls)).toEqual([1, 1, 0]);
    expect(waiters[0]?.failures).toMatchObject([{ code: 'CONNECTION_CLOSED', address: '10.0.0.1:10911' }]);
    expect([here.clock.waiting, here.socket.isDestroyed]).toEqual([0, true]);
  });

  it('fails who waits for a hand-over', async () => {
    const { connection, socket } = aConnection();
    const handOver = new RecordingWaiter();
    socket.isFull = true;
    connection.oneway(aRequest(), new RecordingWaiter());
    connection.oneway(aRequest(), handOver);
    await turn();

    connection.close('the test says so');

    expect(handOver.failures).toMatchObject([{ code: 'CONNECTION_CLOSED' }]);
  });

  it('happens once, and tells its owner once, before the requests fail', async () => {
    const { connection, closed, socket } = aConnection();
    const waiter = new RecordingWaiter();
    const known: number[] = [];
    waiter.onSettled = () => known.push(closed.length);
    connection.request(aRequest(), waiter);

    connection.close('once');
    socket.emit('error', new Error('late'));
    socket.emit('close');
    connection.close('twice');
    await connection.closed;

    expect([closed, known, waiter.calls]).toEqual([[connection], [1], 1]);
  });

  it('refuses a request from a waiter that it fails', () => {
    const { connection } = aConnection();
    const [first, second] = [new RecordingWaiter(), new RecordingWaiter()];
    const errors: string[] = [];
    first.onSettled = () => {
      errors.push(rocketMQErrorOf(() => connection.request(aRequest(), second)).code);
      errors.push(rocketMQErrorOf(() => connection.oneway(aRequest(), second)).code);
    };
    connection.request(aRequest(), first);

    connection.close('the test says so');

    expect(errors).toEqual(['CONNECTION_CLOSED', 'CONNECTION_CLOSED']);
    expect([second.calls, connection.inFlight]).toEqual([0, 0]);
  });

  it('leaves no timer when a request that timed out closes it', () => {
    const { clock, connection } = aConnection();
    const [first, second] = [new RecordingWaiter(clock.now() + 500), new RecordingWaiter(clock.now() + 100)];
    second.onSettled = () => connection.close('enough');
    connection.request(aRequest(), first);
    connection.request(aRequest(), second);

    clock.advance(100);

    expect([first.calls, second.calls, clock.waiting]).toEqual([1, 1, 0]);
  });

  it('drops what arrives in the same chunk', () => {
    const { connection, socket } = aConnection();
    const [first, second] = [new RecordingWaiter(), new RecordingWaiter()];
    first.onSettled = () => connection.close('enough');
    connection.request(aRequest(), first);
    const { opaque } = socket.lastFrame;
    connection.request(aRequest(), second);

    socket.answer({ opaque });

    expect(first.responses).toHaveLength(1);
    expect(second.failures).toHaveLength(1);
  });
});

describe('a connection ends', () => {
  it('[E7.4] when the other side ends it', () => {
    const { connection, socket } = aConnection();
    const waiter = new RecordingWaiter();
    connection.request(aRequest(), waiter);

    socket.emit('close');

    expect(connection.state).toBe('closed');
    expect(waiter.failures[0]?.message).toContain('the other side or the network ended it');
  });

  it('[E7.2] when the socket fails, with its error as cause', () => {
    const { connection, socket } = aConnection();
    const waiter = new RecordingWaiter();
    const reset = new Error('read ECONNRESET');
    connection.request(aRequest(), waiter);

    socket.emit('error', reset);

    expect(waiter.failures[0]).toMatchObject({ code: 'CONNECTION_CLOSED', cause: reset });
  });

  it('[E7.3] when garbage arrives, with the FrameError as cause', () => {
    const { connection, socket } = aConnection();
    const waiter = new RecordingWaiter();
    connection.request(aRequest(), waiter);

    socket.receive(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));

    expect(waiter.failures).toMatchObject([{ code: 'CONNECTION_CLOSED', cause: { code: 'FRAME_TOO_LARGE' } }]);
    expect(socket.isDestroyed).toBe(true);
  });

  it('[E7.1] when nothing was read or written for the idle time', () => {
    const { connection, socket } = aConnection({ idleTimeoutMs: 500 });

    socket.becomeIdle();

    expect(socket.idleTimeoutMs).toBe(500);
    expect(connection.state).toBe('closed');
  });
});

describe('ending a connection', () => {
  it('ends the socket once it has everything', () => {
    const { connection, socket } = aConnection();

    connection.end('the client closes');

    expect([connection.state, socket.isEnded]).toEqual(['draining', true]);
  });

  it('takes no more requests', () => {
    const { connection } = aConnection();
    connection.end('the client closes');

    const error = rocketMQErrorOf(() => connection.request(aRequest(), new RecordingWaiter()));

    expect(error).toBeInstanceOf(ConnectionClosedError);
  });

  it('fails requests that wait, in the same tick: a held pull must not hold up the end', () => {
    const { connection } = aConnection();
    const waiter = new RecordingWaiter();
    connection.request(aRequest(), waiter);

    connection.end('the client closes');

    expect(waiter.failures).toMatchObject([
      { code: 'CONNECTION_CLOSED', message: expect.stringContaining('the client closes') },
    ]);
  });

  it('still hands over what was written before', () => {
    const { connection, socket } = aConnection();
    connection.request(aRequest(), new RecordingWaiter());
    connection.request(aRequest(), new RecordingWaiter());

    connection.end('the client closes');

    expect(socket.frames).toHaveLength(2);
  });

  it('can be asked for again, and after the end', () => {
    const { connection } = aConnection();
    connection.end('one');
    connection.end('two');
    connection.close('done');

    connection.end('three');

    expect(connection.state).toBe('closed');
  });
});
