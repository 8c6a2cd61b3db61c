import { describe, expect, it } from '@jest/globals';
import { encodeFrame } from '../../../lib/client/protocol/frame-encoder.js';
import { hostAddress } from '../../../lib/embedded/host-address.js';
import { ServerConnection } from '../../../lib/embedded/server-connection.js';
import { FakeClock } from './fake-clock.js';

function command(opaque: number, flag = 0) {
  const rest = { language: 'OTHER', version: 475, remark: undefined, extFields: undefined, body: undefined };
  return { code: 34, opaque, flag, ...rest };
}

function arrange({ isWritable = true } = {}) {
  const calls: string[] = [];
  const writes: Buffer[] = [];
  const state = { isFrozen: false };
  const stream = {
    write: (bytes: Uint8Array, written?: () => void) => {
      writes.push(Buffer.from(bytes));
      calls.push('write');
      written?.();
      return isWritable;
    },
    pause: () => void calls.push('pause'),
    destroy: () => void calls.push('destroy'),
  };
  const clock = new FakeClock();
  const handled: number[] = [];
  const connection = new ServerConnection({
    stream,
    host: hostAddress('127.0.0.1', 1),
    clock,
    isFrozen: () => state.isFrozen,
    onRequest: (from, request, format) => {
      handled.push(request.opaque);
      if (request.opaque === 99) from.cut();
      else from.send(command(request.opaque, 1), format);
    },
  });
  return { calls, writes, state, clock, connection, handled };
}

const frames = (...opaques: readonly number[]) =>
  Buffer.concat(opaques.map((opaque) => encodeFrame(command(opaque), 'JSON')));
const answers = (...opaques: readonly number[]) =>
  Buffer.concat(opaques.map((opaque) => encodeFrame(command(opaque, 1), 'JSON')));

describe('ServerConnection', () => {
  it('answers all requests of one chunk in one write', () => {
    const { connection, writes } = arrange();

    connection.receive(frames(1, 2, 3));

    expect(writes).toEqual([answers(1, 2, 3)]);
  });

  it('writes an answer that comes later at once', () => {
    const { connection, writes } = arrange();

    connection.send(command(5, 1), 'JSON');

    expect(writes).toEqual([answers(5)]);
  });

  it('stops reading while the other side does not', () => {
    const { connection, calls } = arrange({ isWritable: false });

    connection.receive(frames(1));

    expect(calls).toEqual(['write', 'pause']);
  });

  it('writes what came before a cut, ignores what came behind it', () => {
    const { connection, writes, calls, handled } = arrange();

    connection.receive(frames(1, 99, 2));

    expect(writes).toEqual([answers(1)]);
    expect(calls).toEqual(['write', 'destroy']);
    expect(handled).toEqual([1, 99]);
  });

  it('ends at bytes that are no frame', () => {
    const { connection, calls } = arrange();

    connection.receive(Buffer.from('GET / HTTP/1.1\r\n\r\n'));

    expect(calls).toEqual(['destroy']);
  });

  it('keeps answers while frozen', () => {
    const { connection, state, writes } = arrange();
    state.isFrozen = true;
    connection.send(command(1, 1), 'JSON');
    const whileFrozen = writes.length;
    state.isFrozen = false;

    connection.flush();

    expect(whileFrozen).toBe(0);
    expect(writes).toEqual([answers(1)]);
  });

  it('handles what is still read from a connection that is gone, but writes nothing', () => {
    const { connection, writes, handled } = arrange();
    connection.closed();

    connection.receive(frames(1));

    expect(handled).toEqual([1]);
    expect(writes).toEqual([]);
  });

  it('runs a delayed task, unless the connection ends before', () => {
    const { connection, clock } = arrange();
    const ran: string[] = [];
    connection.after(100, () => ran.push('in time'));
    clock.advance(100);
    connection.after(100, () => ran.push('too late'));

    connection.closed();

    expect(clock.pendingTimers).toBe(0);
    expect(ran).toEqual(['in time']);
  });
});
