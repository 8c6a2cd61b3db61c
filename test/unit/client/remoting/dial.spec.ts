/**
 * Dials of real sockets on this host.
 */
import { describe, expect, it } from '@jest/globals';
import { dialTcp } from '../../../../lib/client/remoting/dial.js';
import { dialHandles as handles, watchDial, type WatchedDial } from '../../../fixtures/dial-results.js';
import { refusingAddress, TestServer } from '../../../fixtures/remoting-server.js';
import { turn, until } from '../../../fixtures/remoting-turns.js';

const dial = (address: string, timeoutMs?: number): WatchedDial => watchDial(dialTcp, address, timeoutMs);

const timeouts = (): number => handles().filter((name) => name === 'Timeout').length;

describe('dialTcp', () => {
  it('[E11.1] yields a connected socket that takes a mebibyte before it is full, and ends its own timer', async () => {
    await using server = await TestServer.start();
    const before = timeouts();

    const { socket, error } = await dial(server.address).first;

    expect(error).toBeUndefined();
    expect(socket?.remotePort).toBe(server.port);
    expect(socket?.writableHighWaterMark).toBe(1_048_576);
    expect(timeouts()).toBe(before);
    socket?.destroy();
  });

  it('dials IPv6 addresses in brackets', async () => {
    await using server = await TestServer.start('::1');

    const { socket } = await dial(server.address).first;

    expect(server.address).toContain('[::1]');
    expect(socket?.remoteFamily).toBe('IPv6');
    socket?.destroy();
  });

  it('[E2.4] dials host names', async () => {
    await using server = await TestServer.start();

    const { socket } = await dial(`localhost:${server.port}`).first;

    expect(socket?.remotePort).toBe(server.port);
    socket?.destroy();
  });

  it('says that a connection was refused', async () => {
    const address = await refusingAddress();

    const { error } = await dial(address).first;

    expect(error).toMatchObject({ code: 'CONNECT_FAILED', address, responseCode: 10_001 });
    expect(error?.message).toContain('ECONNREFUSED');
    expect(error?.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('names every address of a host that refused', async () => {
    const address = await refusingAddress();

    const { error } = await dial(address.replace('127.0.0.1', 'localhost')).first;

    expect(error?.message).toContain('ECONNREFUSED 127.0.0.1');
  });

  it('says that a host is unknown', async () => {
    const { error } = await dial('name.invalid:9876').first;

    expect(error?.message).toContain('cannot connect to name.invalid:9876');
    expect(error?.message).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  it.each(['localhost', 'localhost:0', ''])(
    'refuses %p, which is not host:port, but not within the call',
    async (address) => {
      const { calls, first } = dial(address);

      const within = calls.length;
      const { error } = await first;

      expect(within).toBe(0);
      expect(error?.message).toContain('the address is not host:port');
    },
  );

  it('[E11.2] gives up after the connect time-out', async () => {
    await using server = await TestServer.start();
    const { calls, first } = dial(server.address, 1);

    // The loop runs timers before it looks at sockets, so the time is over before the connection is seen.
    holdUpTheLoop(5);
    const { error } = await first;
    await turn();

    expect(error?.message).toBe(`cannot connect to ${server.address}: no connection within 1 ms`);
    expect(calls).toHaveLength(1);
  });

  it('calls nobody after it was cancelled', async () => {
    await using server = await TestServer.start();
    const dials = [dial(server.address), dial(await refusingAddress()), dial('nonsense')];

    for (const { dialling } of dials) dialling.cancel();
    await turn();
    await turn();

    expect(dials.flatMap(({ calls }) => calls)).toEqual([]);
  });

  it('leaves neither timer nor socket behind, whether it fails or is cancelled', async () => {
    const address = await refusingAddress();
    await using server = await TestServer.start();
    await until(() => !handles().includes('TCPSocketWrap'));
    const before = handles();

    await dial(address).first;
    dial(server.address).dialling.cancel();
    await until(() => handles().length <= before.length);

    expect(handles()).toEqual(before);
  });

  it('reports one outcome only', async () => {
    await using server = await TestServer.start();
    const { calls, first } = dial(server.address);
    const { socket } = await first;
    socket?.on('error', () => {});

    socket?.destroy(new Error('later'));
    await turn();

    expect(calls).toHaveLength(1);
  });
});

function holdUpTheLoop(durationMs: number): void {
  const end = performance.now() + durationMs;
  while (performance.now() < end);
}
