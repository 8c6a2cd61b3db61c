import { describe, expect, it } from '@jest/globals';
import { aRequest, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { aPool, type PoolRig, RecordingConnectionWaiter } from '../../../fixtures/remoting-pool.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const [A, B] = ['10.0.0.1:10911', '10.0.0.2:10911'] as const;

describe('ConnectionPool', () => {
  it('[E1.1] [E2.5] dials each address once, with the connect time-out', () => {
    const { dialer, pool } = aPool();

    for (const address of [A, B, A, B]) pool.connect(address, new RecordingConnectionWaiter());

    expect(dialer.dials).toMatchObject([
      { address: A, timeoutMs: 3000 },
      { address: B, timeoutMs: 3000 },
    ]);
  });

  it('[E2.1] has a ready connection from the dial on until it closes', () => {
    const { dialer, pool, connected } = aPool();
    const before = pool.ready(A);
    pool.connect(A, new RecordingConnectionWaiter());
    const socket = dialer.accept(A);
    const during = pool.ready(A);

    socket.emit('close');

    expect(before).toBeUndefined();
    expect(connected).toEqual([during]);
    expect(pool.ready(A)).toBeUndefined();
  });

  it('lists the addresses with a ready connection', () => {
    const { dialer, pool } = aPool();
    pool.connect(A, new RecordingConnectionWaiter());
    pool.connect(B, new RecordingConnectionWaiter());
    dialer.accept(B);

    const addresses = pool.readyAddresses();

    expect(addresses).toEqual([B]);
  });

  it('[E2.5] fails each waiter at its own deadline and leaves the dial to the others', () => {
    const { clock, dialer, pool } = aPool();
    const waiters = [1100, 1050, 9000].map((deadlineAt) => new RecordingConnectionWaiter(deadlineAt));
    for (const waiter of waiters) pool.connect(A, waiter);

    clock.advance(50);
    const after50 = waiters.map(({ calls }) => calls);
    clock.advance(50);
    dialer.accept(A);

    expect(after50).toEqual([0, 1, 0]);
    expect(waiters.map(({ failures }) => failures.length)).toEqual([1, 1, 0]);
    expect(waiters[2]?.connections).toHaveLength(1);
  });

  it('says how an address stands without asking it', () => {
    const { dialer, pool } = aPool();
    pool.connect(A, new RecordingConnectionWaiter());
    const connecting = pool.status(A);
    dialer.refuse(A);

    const states = [connecting, pool.status(A), pool.status(B)];

    expect(states).toEqual(['connecting', 'failed', 'unknown']);
    expect(dialer.addresses).toEqual([A]);
  });
});

describe('closing the pool', () => {
  it('fails who waits, leaves no timer, and refuses who comes later', async () => {
    const { clock, dialer, pool } = aPool();
    const [waiting, later] = [new RecordingConnectionWaiter(5000), new RecordingConnectionWaiter(5000)];
    pool.connect(A, waiting);

    const closing = outcomeOf(pool.close(1000));
    pool.connect(B, later);
    await turn();

    expect(closing.now.state).toBe('resolved');
    expect([waiting, later].map(({ failures }) => failures.map(({ message }) => message))).toEqual([
      [`cannot connect to ${A}: the client is closed`],
      [`cannot connect to ${B}: the client is closed`],
    ]);
    expect(dialer.dials).toMatchObject([{ address: A, isCancelled: true }]);
    expect(clock.waiting).toBe(0);
  });

  it('refuses a waiter that asks again from its failure', () => {
    const { dialer, pool } = aPool();
    const waiter = new RecordingConnectionWaiter();
    waiter.onFailed = () => {
      if (waiter.failures.length < 3) pool.connect(A, waiter);
    };
    pool.connect(A, waiter);

    void pool.close(1000);

    expect(waiter.failures).toHaveLength(3);
    expect(dialer.dials).toHaveLength(1);
  });

  it('fails pending requests at once, and waits for the socket to end', async () => {
    const { clock, dialer, pool } = aPool();
    pool.connect(A, new RecordingConnectionWaiter());
    const socket = dialer.accept(A);
    const waiter = new RecordingWaiter(9000);
    pool.ready(A)?.request(aRequest(), waiter);

    const closing = outcomeOf(pool.close(1000));
    await turn();
    const before = [closing.now.state, waiter.failures.length];
    socket.emit('close');
    await turn();

    expect(before).toEqual(['pending', 1]);
    expect(closing.now.state).toBe('resolved');
    expect(waiter.failures).toMatchObject([{ code: 'CONNECTION_CLOSED' }]);
    expect(clock.waiting).toBe(0);
  });

  it('closes what is still open after the given time', async () => {
    const { clock, dialer, pool } = aPool();
    pool.connect(A, new RecordingConnectionWaiter());
    const socket = dialer.accept(A);
    const waiter = new RecordingWaiter();
    pool.ready(A)?.request(aRequest(), waiter);
    const closing = outcomeOf(pool.close(1000));

    clock.advance(1000);
    await turn();

    expect(closing.now.state).toBe('resolved');
    expect(waiter.failures).toMatchObject([{ code: 'CONNECTION_CLOSED' }]);
    expect(socket.isDestroyed).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it('can be asked for twice', async () => {
    const { dialer, pool } = aPool();
    pool.connect(A, new RecordingConnectionWaiter());
    const socket = dialer.accept(A);

    const both = outcomeOf(Promise.all([pool.close(1000), pool.close(1000)]));
    socket.emit('close');
    await turn();

    expect(both.now.state).toBe('resolved');
  });
});

function aSilentConnection(): PoolRig {
  const rig = aPool();
  const waiter = new RecordingConnectionWaiter();
  rig.pool.connect(A, waiter);
  rig.dialer.accept(A);
  rig.connected[0]?.request(aRequest(), new RecordingWaiter(rig.clock.now() + 100, rig.clock.now()));
  rig.clock.advance(100);
  return rig;
}

describe('a connection that falls silent', () => {
  it('is known as such once a request got no answer in its time and nothing else came', () => {
    const { pool, connected, fellSilent } = aSilentConnection();

    expect([...pool.silentAddresses]).toEqual([A]);
    expect(fellSilent).toEqual(connected);
  });

  it('is not when something else came since the request was written', () => {
    const rig = aPool();
    rig.pool.connect(A, new RecordingConnectionWaiter());
    const socket = rig.dialer.accept(A);
    const [connection] = rig.connected;
    connection?.request(aRequest(), new RecordingWaiter(rig.clock.now() + 100, rig.clock.now()));
    rig.clock.advance(50);
    connection?.request(aRequest(), new RecordingWaiter(Infinity, rig.clock.now()));
    socket.answer(socket.lastFrame);
    rig.clock.advance(50);

    expect([...rig.pool.silentAddresses]).toEqual([]);
    expect(rig.fellSilent).toEqual([]);
  });

  it('ends its silence with the first bytes, even with a late answer', () => {
    const { pool, dialer } = aSilentConnection();
    const socket = dialer.socket(A);

    socket.answer(socket.lastFrame);

    expect([...pool.silentAddresses]).toEqual([]);
  });

  it('is forgotten when it closes', () => {
    const { pool, connected } = aSilentConnection();

    connected[0]?.close('enough');

    expect([...pool.silentAddresses]).toEqual([]);
  });
});
