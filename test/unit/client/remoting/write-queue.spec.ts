import { describe, expect, it } from '@jest/globals';
import { WriteQueue } from '../../../../lib/client/remoting/write-queue.js';
import { aLimit, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { FakeSocket } from '../../../fixtures/remoting-socket.js';
import { turn } from '../../../fixtures/remoting-turns.js';

interface FrameFacts {
  readonly body?: Uint8Array;
  readonly isIdle?: boolean;
  readonly handOver?: RecordingWaiter;
  readonly deadlineAt?: number;
}

interface QueueRig {
  readonly socket: FakeSocket;
  readonly queue: WriteQueue;
  /** Writes a frame of this text; idle frames leave at once. */
  readonly write: (text: string, facts?: FrameFacts) => void;
}

function aQueue(): QueueRig {
  const socket = new FakeSocket();
  const queue = new WriteQueue(socket.asSocket, aLimit());
  return {
    socket,
    queue,
    write(text, { body, isIdle = false, handOver, deadlineAt = handOver?.deadlineAt ?? Infinity } = {}) {
      const writer = queue.beginFrame();
      writer.reserve(text.length);
      writer.writeAscii(text);
      if (handOver === undefined) queue.endFrame(body, isIdle, deadlineAt);
      else queue.endOnewayFrame(body, isIdle, handOver);
    },
  };
}

const texts = ({ writes }: FakeSocket): string[] => writes.map((chunks) => Buffer.concat(chunks).toString('latin1'));

describe('WriteQueue', () => {
  it('writes the first frame at once when nothing is in flight', () => {
    const { socket, write } = aQueue();

    write('first', { isIdle: true });

    expect(texts(socket)).toEqual(['first']);
  });

  it('writes the frames of one turn in one write, in their order', async () => {
    const { socket, write } = aQueue();
    write('a');
    write('b', { body: Buffer.from('body') });
    write('c');

    const before = texts(socket);
    await turn();

    expect(before).toEqual([]);
    expect(texts(socket)).toEqual(['abbodyc']);
  });

  it('joins what follows an idle frame in the same turn', async () => {
    const { socket, write } = aQueue();
    write('first', { isIdle: true });
    write('a', { isIdle: true });
    write('b');

    await turn();

    expect(texts(socket)).toEqual(['first', 'ab']);
  });

  it('writes nothing twice and nothing empty', async () => {
    const { socket, write } = aQueue();
    write('first', { isIdle: true });

    await turn();
    socket.drain();
    await turn();

    expect(texts(socket)).toEqual(['first']);
  });

  it('[E11.4] stops on a full socket until it drains, and keeps the order', async () => {
    const { socket, write } = aQueue();
    socket.isFull = true;
    write('first', { isIdle: true });
    write('a');
    await turn();
    write('b', { isIdle: true });
    await turn();

    const whileFull = texts(socket);
    socket.drain();

    expect(whileFull).toEqual(['first']);
    expect(texts(socket)).toEqual(['first', 'ab']);
  });

  it('stops again when the socket is full again', async () => {
    const { socket, write } = aQueue();
    socket.isFull = true;
    write('a', { isIdle: true });
    write('b');
    await turn();

    socket.emit('drain');
    write('c');
    await turn();

    expect(texts(socket)).toEqual(['a', 'b']);
  });

  it('does not copy a body over 16 KiB', async () => {
    const { socket, write } = aQueue();
    const body = Buffer.alloc(16_385, 'x');
    write('a', { body });
    write('b');

    await turn();

    const [chunks] = socket.writes;
    expect(chunks).toHaveLength(3);
    expect(chunks?.[1]).toBe(body);
    expect(texts(socket)).toEqual([`a${body.toString('latin1')}b`]);
  });

  it('copies a body of 16 KiB, so that it leaves with its header in one piece', async () => {
    const { socket, write } = aQueue();
    write('a', { body: Buffer.alloc(16_384, 'x') });

    await turn();

    expect(socket.writes.map((chunks) => chunks.map(({ length }) => length))).toEqual([[16_385]]);
  });

  it('tells of the hand-over at once, and writes the frame at the end of the turn', async () => {
    const { socket, write } = aQueue();
    const handOvers = [new RecordingWaiter(), new RecordingWaiter()];
    for (const handOver of handOvers) write('a', { handOver });

    const before = [...handOvers.map(({ calls }) => calls), socket.writes.length];
    await turn();

    expect(before).toEqual([1, 1, 0]);
    expect(handOvers.map(({ handOvers: told }) => told)).toEqual([1, 1]);
    expect(texts(socket)).toEqual(['aa']);
  });

  it('tells of hand-overs at the end of a turn that has enough to write, so that timers get their turn', async () => {
    const { socket, write } = aQueue();
    const handOvers = Array.from({ length: 20 }, () => new RecordingWaiter());
    for (const handOver of handOvers) write('a', { body: Buffer.alloc(16_000), handOver });

    const before = handOvers.filter(({ calls }) => calls > 0).length;
    await turn();

    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(handOvers.length);
    expect(handOvers.every(({ handOvers: told }) => told === 1)).toBe(true);
    expect(socket.writes).toHaveLength(1);
  });

  it('tells of no hand-over while the socket is full', async () => {
    const { socket, write } = aQueue();
    const [first, second] = [new RecordingWaiter(), new RecordingWaiter()];
    socket.isFull = true;
    write('a', { isIdle: true, handOver: first });
    write('b', { handOver: second });
    await turn();

    const whileFull = [first.handOvers, second.handOvers];
    socket.drain();

    expect(whileFull).toEqual([1, 0]);
    expect(second.handOvers).toBe(1);
  });

  it('leaves no bytes of a frame that could not be written whole', async () => {
    const { socket, queue, write } = aQueue();
    write('a');
    const writer = queue.beginFrame();
    const frameStart = writer.offset;
    writer.reserve(100_000);
    writer.writeAscii('half a fra'.repeat(10_000));

    queue.abandonFrame(frameStart);
    write('b');
    await turn();

    expect(texts(socket)).toEqual(['ab']);
  });

  it('goes on in a new slab without losing or repeating a byte', async () => {
    const { socket, write } = aQueue();
    const frames = Array.from({ length: 500 }, (_, index) => `<${index}:${'y'.repeat((index * 37) % 1500)}>`);

    for (const [index, frame] of frames.entries()) {
      write(frame);
      if (index % 97 === 0) await turn();
    }
    await turn();

    expect(texts(socket).join('')).toBe(frames.join(''));
  });

  it('writes into the same memory again once the socket has written everything, and not before', async () => {
    const { socket, write } = aQueue();
    write('first');
    await turn();
    write('second');
    await turn();
    Object.assign(socket, { writableLength: 0 });
    write('third');
    await turn();
    write('4');
    await turn();

    const [first, second, third, fourth] = socket.writes.map(([chunk]) => chunk as Uint8Array);

    expect(second?.byteOffset).toBeGreaterThan(first?.byteOffset ?? 0);
    expect([third?.byteOffset, fourth?.byteOffset]).toEqual([first?.byteOffset, first?.byteOffset]);
    expect(texts(socket)).toEqual(['4hird', 'second', '4hird', '4']);
  });

  it('does not write over frames that a full socket has not taken, though it has written all others by now', async () => {
    const { socket, write } = aQueue();
    socket.isFull = true;
    write('first', { isIdle: true });
    write('held');
    await turn();
    Object.assign(socket, { writableLength: 0 });

    write('later');
    await turn();
    socket.drain();

    expect(texts(socket)).toEqual(['first', 'heldlater']);
  });

  it('takes a frame larger than a slab', async () => {
    const { socket, write } = aQueue();
    const large = 'z'.repeat(200_000);
    write('a');
    write(large);
    write('b');

    await turn();

    expect(texts(socket)).toEqual([`a${large}b`]);
  });

  it('fails who waits for the hand-over when the connection ends, once, and writes nothing more', async () => {
    const { socket, queue, write } = aQueue();
    const [first, second] = [new RecordingWaiter(), new RecordingWaiter()];
    const error = new Error('closed');
    socket.isFull = true;
    write('full', { isIdle: true });
    write('a', { handOver: first });
    write('b', { handOver: second });

    queue.fail(error);
    await turn();
    queue.fail(new Error('again'));

    expect([first.failures, second.failures]).toEqual([[error], [error]]);
    expect([first.calls, second.calls]).toEqual([1, 1]);
    expect(texts(socket)).toEqual(['full']);
  });

  it('fails nobody whose frame the socket has', () => {
    const { queue, write } = aQueue();
    const handOver = new RecordingWaiter();
    write('a', { isIdle: true, handOver });

    queue.fail(new Error('closed'));

    expect(handOver.failures).toEqual([]);
    expect(handOver.handOvers).toBe(1);
  });

  it('fails who waits for a full socket beyond the deadline, and drops the frame', async () => {
    const { socket, queue, write } = aQueue();
    const [due, later] = [new RecordingWaiter(2000), new RecordingWaiter(3000)];
    socket.isFull = true;
    write('a', { isIdle: true });
    write('b', { handOver: due });
    write('c', { handOver: later });
    await turn();

    const earliest = queue.expire(2000, () => new Error('too late'));
    socket.drain();

    expect(earliest).toBe(3000);
    expect([due.failures.length, due.calls, later.handOvers]).toEqual([1, 1, 1]);
    expect(texts(socket)).toEqual(['a', 'c']);
  });

  it('drops the frames that a full socket has not taken by their deadline, with their bodies, and no others', async () => {
    const { socket, queue, write } = aQueue();
    socket.isFull = true;
    write('a', { isIdle: true, deadlineAt: 1000 });
    write('b', { body: Buffer.alloc(20_000, 'x'), deadlineAt: 2000 });
    write('c', { body: Buffer.from('body'), deadlineAt: 3000 });
    write('d', { deadlineAt: 2000 });
    await turn();

    queue.expire(2000, () => new Error('too late'));
    write('e', { deadlineAt: 3000 });
    socket.drain();
    await turn();

    expect(texts(socket)).toEqual(['a', 'cbodye']);
  });

  it('hands everything to the socket at the end, full or not', async () => {
    const { socket, queue, write } = aQueue();
    socket.isFull = true;
    write('a', { isIdle: true });
    write('b');
    await turn();

    queue.end();

    expect(texts(socket)).toEqual(['a', 'b']);
    expect(socket.isEnded).toBe(true);
  });
});
