/**
 * A connection that takes no more requests, because its server goes away or nobody needs it: what is pending is answered.
 */
import { describe, expect, it } from '@jest/globals';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';
import { aConnection, aRequest, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { turn } from '../../../fixtures/remoting-turns.js';

const GO_AWAY = 1500;

describe('retiring a connection', () => {
  it('tells its owner once, and takes no more requests', () => {
    const { connection, retired } = aConnection();
    connection.request(aRequest(), new RecordingWaiter());

    connection.retire('the test says so');
    connection.retire('again');

    const codes = [
      rocketMQErrorOf(() => connection.request(aRequest(), new RecordingWaiter())).code,
      rocketMQErrorOf(() => connection.oneway(aRequest(), new RecordingWaiter())).code,
    ];
    expect([connection.state, retired]).toEqual(['retired', [connection]]);
    expect(codes).toEqual(['CONNECTION_CLOSED', 'CONNECTION_CLOSED']);
  });

  it('ends the socket at once when nobody waits for an answer', () => {
    const { connection, socket, closed } = aConnection();

    connection.retire('the test says so');

    expect([connection.state, socket.isEnded, socket.isDestroyed, closed.length]).toEqual(['draining', true, false, 0]);
  });

  it('[E9.3] ends the socket when the last answer is in', async () => {
    const { connection, socket } = aConnection();
    const waiters = [new RecordingWaiter(), new RecordingWaiter()];
    for (const waiter of waiters) connection.request(aRequest(), waiter);
    await turn();
    const [first, second] = socket.frames;
    connection.retire('the test says so');

    socket.answer({ opaque: first?.opaque ?? 0 });
    const between = [connection.state, socket.isEnded];
    socket.answer({ opaque: second?.opaque ?? 0 });

    expect(between).toEqual(['retired', false]);
    expect([connection.state, socket.isEnded]).toEqual(['draining', true]);
    expect(waiters.map(({ responses }) => responses.length)).toEqual([1, 1]);
  });

  it('ends the socket when the last request has timed out', () => {
    const { clock, connection, socket } = aConnection();
    const waiter = new RecordingWaiter(clock.now() + 300);
    connection.request(aRequest(), waiter);
    connection.retire('the test says so');

    clock.advance(300);

    expect(waiter.failures).toMatchObject([{ code: 'REQUEST_TIMEOUT' }]);
    expect([connection.state, socket.isEnded, clock.waiting]).toEqual(['draining', true, 0]);
  });

  it('still hands over what was written before', async () => {
    const { connection, socket } = aConnection();
    const handOver = new RecordingWaiter();
    connection.request(aRequest(), new RecordingWaiter());
    connection.oneway(aRequest(), handOver);

    connection.retire('the test says so');
    await turn();

    expect([handOver.handOvers, socket.frames.length]).toEqual([1, 2]);
  });

  it('fails what is pending when the other side ends it', () => {
    const { connection, socket, closed } = aConnection();
    const waiter = new RecordingWaiter();
    connection.request(aRequest(), waiter);
    connection.retire('the test says so');

    socket.emit('close');

    expect([waiter.failures.length, closed]).toEqual([1, [connection]]);
  });

  it('may be cut short by an end', () => {
    const { connection, socket } = aConnection();
    const waiter = new RecordingWaiter();
    connection.request(aRequest(), waiter);
    connection.retire('the test says so');

    connection.end('the client closes');

    expect([connection.state, socket.isEnded]).toEqual(['draining', true]);
    expect(waiter.failures).toMatchObject([{ code: 'CONNECTION_CLOSED' }]);
  });

  it('still answers requests of the server, until its socket ends', async () => {
    const processors = new Map([[39, () => ({ code: 0 })]]);
    const { connection, socket } = aConnection({ processors });
    connection.request(aRequest(), new RecordingWaiter());
    const { opaque } = socket.lastFrame;
    connection.retire('the test says so');

    socket.answer({ opaque: 7 }, { code: 39, flag: 0 });
    await turn();
    const answered = socket.frames.length;
    socket.answer({ opaque });
    socket.answer({ opaque: 8 }, { code: 39, flag: 0 });
    await turn();

    expect([answered, socket.frames.length]).toEqual([2, 2]);
  });
});

describe('GO_AWAY', () => {
  it('retires the connection before the waiter hears of it', () => {
    const { connection, socket, retired } = aConnection();
    const waiter = new RecordingWaiter();
    const known: number[] = [];
    waiter.onSettled = () => known.push(retired.length);
    connection.request(aRequest(), waiter);

    socket.answer(socket.lastFrame, { code: GO_AWAY });

    expect([known, waiter.responses.length]).toEqual([[1], 1]);
    expect([connection.state, socket.isEnded]).toEqual(['draining', true]);
  });

  it('[E9.3] leaves other requests to their answers', async () => {
    const { connection, socket } = aConnection();
    const [first, second] = [new RecordingWaiter(), new RecordingWaiter()];
    connection.request(aRequest(), first);
    connection.request(aRequest(), second);
    await turn();
    const frames = socket.frames;

    socket.answer({ opaque: frames[0]?.opaque ?? 0 }, { code: GO_AWAY });
    const state = connection.state;
    socket.answer({ opaque: frames[1]?.opaque ?? 0 });

    expect([state, second.responses.length]).toEqual(['retired', 1]);
  });

  it('retires the connection also as a late answer, or as one to a one-way request', async () => {
    const [late, oneway] = [aConnection(), aConnection()];
    late.connection.request(aRequest(), new RecordingWaiter(late.clock.now() + 10));
    oneway.connection.oneway(aRequest(), new RecordingWaiter());
    late.clock.advance(10);

    for (const { socket } of [late, oneway]) socket.answer(socket.lastFrame, { code: GO_AWAY });

    expect([late.connection.state, oneway.connection.state]).toEqual(['draining', 'draining']);
  });

  it('is an answer like any other when reconnecting is off', () => {
    const { connection, socket } = aConnection({ reconnectOnGoAway: false });
    const waiter = new RecordingWaiter();
    connection.request(aRequest(), waiter);

    socket.answer(socket.lastFrame, { code: GO_AWAY });

    expect([connection.state, waiter.responses[0]?.code]).toEqual(['ready', GO_AWAY]);
  });
});
