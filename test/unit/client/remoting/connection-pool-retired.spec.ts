/**
 * Connections that a pool lets go: addresses that nobody needs any more, and what is retired.
 */
import { describe, expect, it } from '@jest/globals';
import { aRequest, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { aPool, RecordingConnectionWaiter } from '../../../fixtures/remoting-pool.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const [A, B] = ['10.0.0.1:10911', '10.0.0.2:10911'] as const;

describe('the addresses that a pool keeps', () => {
  it('are those it is told; connections to the others are retired, and close when their last answer is in', () => {
    const { dialer, pool } = aPool();
    for (const address of [A, B]) pool.connect(address, new RecordingConnectionWaiter());
    const sockets = [dialer.accept(A), dialer.accept(B)];
    const waiter = new RecordingWaiter();
    const leaving = pool.ready(B);
    leaving?.request(aRequest(), waiter);

    pool.keepOnly(new Set([A]));
    const during = [pool.status(A), pool.status(B), leaving?.state];
    sockets[1]?.answer(sockets[1].lastFrame);

    expect(during).toEqual(['connected', 'unknown', 'retired']);
    expect([waiter.responses.length, sockets[1]?.isEnded, sockets[0]?.isEnded]).toEqual([1, true, false]);
  });

  it('do not include one that failed long ago', () => {
    const { clock, dialer, pool } = aPool();
    pool.connect(A, new RecordingConnectionWaiter());
    dialer.refuse(A);
    const before = pool.status(A);

    pool.keepOnly(new Set());

    expect([before, pool.status(A), clock.waiting]).toEqual(['failed', 'unknown', 0]);
  });

  it('include one that somebody waits for', () => {
    const { dialer, pool } = aPool();
    const waiter = new RecordingConnectionWaiter();
    pool.connect(A, waiter);

    pool.keepOnly(new Set());
    dialer.accept(A);

    expect([waiter.connections.length, pool.status(A)]).toEqual([1, 'connected']);
  });

  it('include one that was asked since the last time, as readers ask brokers that no kept route names', () => {
    const { dialer, pool } = aPool();
    for (const address of [A, B]) pool.connect(address, new RecordingConnectionWaiter());
    for (const address of [A, B]) dialer.accept(address);

    pool.noteAsked(A);
    pool.keepOnly(new Set());
    const asked = pool.readyAddresses();
    pool.keepOnly(new Set());

    expect([asked, pool.readyAddresses()]).toEqual([[A], []]);
  });

  it('can be dialled again after they were left', () => {
    const { dialer, pool } = aPool();
    pool.connect(A, new RecordingConnectionWaiter());
    dialer.accept(A);
    pool.keepOnly(new Set());

    pool.connect(A, new RecordingConnectionWaiter());
    dialer.accept(A);

    expect([dialer.addresses, pool.readyAddresses()]).toEqual([[A, A], [A]]);
  });
});

describe('a retired connection', () => {
  it('ends with the pool, though it waits for its last answers', async () => {
    const { dialer, pool } = aPool();
    pool.connect(A, new RecordingConnectionWaiter());
    const socket = dialer.accept(A);
    const waiter = new RecordingWaiter();
    pool.ready(A)?.request(aRequest(), waiter);
    pool.keepOnly(new Set());

    const closing = outcomeOf(pool.close(1000));
    await turn();
    const before = closing.now.state;
    socket.emit('close');
    await turn();

    expect([before, closing.now.state]).toEqual(['pending', 'resolved']);
    expect([waiter.failures.length, socket.isEnded]).toEqual([1, true]);
  });

  it('is no longer silent, and cannot make its successor so', () => {
    const { clock, dialer, pool } = aPool();
    const silent = (): string[] => [...pool.silentAddresses];
    pool.connect(A, new RecordingConnectionWaiter());
    dialer.accept(A);
    const old = pool.ready(A);
    for (const waitMs of [100, 300]) old?.request(aRequest(), new RecordingWaiter(clock.now() + waitMs, clock.now()));
    clock.advance(100);
    const before = silent();

    old?.retire('the test says so');
    const retired = silent();
    pool.connect(A, new RecordingConnectionWaiter());
    clock.advance(50);
    dialer.accept(A);
    clock.advance(200);

    expect([before, retired, silent()]).toEqual([[A], [], []]);
  });
});

describe('a connection that is lost while hooks look at its answers', () => {
  const hook = { doBeforeRequest: () => {}, doAfterResponse: () => new Promise<void>(() => {}) };

  async function lostConnection() {
    const rig = aPool({ rpcHooks: [hook] });
    rig.pool.connect(A, new RecordingConnectionWaiter());
    const socket = rig.dialer.accept(A);
    const waiter = new RecordingWaiter(rig.clock.now() + 3000, rig.clock.now());
    rig.pool.ready(A)?.request(aRequest(), waiter);
    socket.answer(socket.lastFrame);
    socket.emit('close');
    await turn();
    return { ...rig, waiter };
  }

  it('counts as closed, and leaves the request to its deadline', async () => {
    const { clock, pool, waiter } = await lostConnection();
    const before = [pool.counts.connections, waiter.calls];

    clock.advance(3000);

    expect([before, waiter.failures.length, clock.waiting]).toEqual([[0, 0], 1, 0]);
  });

  it('leaves no request and no timer when the pool closes', async () => {
    const { clock, pool, waiter } = await lostConnection();

    await pool.close(1000);

    expect(waiter.failures).toMatchObject([{ code: 'CONNECTION_CLOSED' }]);
    expect(clock.waiting).toBe(0);
  });
});
