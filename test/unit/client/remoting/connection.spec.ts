/**
 * Requests, answers and time-outs on one connection; how it ends is in connection-end.spec.ts.
 */
import { describe, expect, it } from '@jest/globals';
import { RequestTimeoutError } from '../../../../lib/client/errors/transport-errors.js';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { aConnection, aRequest, BROKER_ADDRESS, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { answerFrame } from '../../../fixtures/remoting-socket.js';
import { turn } from '../../../fixtures/remoting-turns.js';

describe('a request on a connection', () => {
  it('is in the socket before the call returns when nothing is in flight', () => {
    const { connection, socket } = aConnection();

    connection.request(aRequest({ body: Buffer.from('body') }), new RecordingWaiter());

    expect(socket.frames).toMatchObject([
      { code: 105, language: 'OTHER', version: 475, flag: 0, extFields: { topic: 'TopicTest' } },
    ]);
    expect(Buffer.from(socket.lastFrame.body ?? []).toString()).toBe('body');
  });

  it('joins the other requests of its turn when something is in flight', async () => {
    const { connection, socket } = aConnection();
    for (let count = 0; count < 4; count += 1) connection.request(aRequest(), new RecordingWaiter());

    const before = socket.writes.length;
    await turn();

    expect([before, socket.writes.length, socket.frames.length]).toEqual([1, 2, 4]);
  });

  it('[E1.2] has a correlation id of its own', async () => {
    const { connection, socket } = aConnection();
    for (let count = 0; count < 100; count += 1) connection.request(aRequest(), new RecordingWaiter());

    await turn();

    expect(new Set(socket.frames.map(({ opaque }) => opaque)).size).toBe(100);
  });

  it.each(['JSON', 'ROCKETMQ'] as const)('travels with a %s header when the client says so', (headerFormat) => {
    const { connection, socket } = aConnection({ headerFormat });

    connection.request(aRequest(), new RecordingWaiter());

    expect(socket.bytes[4]).toBe(headerFormat === 'JSON' ? 0 : 1);
  });

  it('[E4.4] gets the answer with its own id, in whatever order answers come', async () => {
    const { connection, socket } = aConnection();
    const waiters = [new RecordingWaiter(), new RecordingWaiter(), new RecordingWaiter()];
    for (const waiter of waiters) connection.request(aRequest(), waiter);
    await turn();
    const requests = socket.frames;

    for (const index of [2, 0, 1]) socket.answer({ opaque: requests[index]?.opaque ?? 0 }, { remark: `${index}` });

    expect(waiters.map(({ responses }) => responses.map(({ remark }) => remark))).toEqual([['0'], ['1'], ['2']]);
    expect(connection.inFlight).toBe(0);
  });

  it('takes answers cut into single bytes', () => {
    const { connection, socket } = aConnection();
    const waiter = new RecordingWaiter();
    connection.request(aRequest(), waiter);

    for (const byte of answerFrame(socket.lastFrame)) socket.receive(Buffer.from([byte]));

    expect(waiter.responses).toHaveLength(1);
  });

  it('may send another request from within its answer', async () => {
    const { connection, socket } = aConnection();
    const [first, second] = [new RecordingWaiter(), new RecordingWaiter()];
    first.onSettled = () => connection.request(aRequest(), second);
    connection.request(aRequest(), first);

    socket.answer(socket.lastFrame);
    await turn();
    socket.answer(socket.lastFrame);

    expect([first.calls, second.calls]).toEqual([1, 1]);
  });

  it('[E4.6] [E7.7] leaves no bytes behind when its header cannot be written', async () => {
    const { connection, socket } = aConnection();
    const [bad, good] = [new RecordingWaiter(), new RecordingWaiter()];
    const header = { topic: 'TopicTest', queueId: 0, timestamp: Number.NaN };

    const error = thrownBy(() =>
      connection.request(
        aRequest({ definition: REQUESTS.SEARCH_OFFSET_BY_TIMESTAMP, header: withBadValue(header) }),
        bad,
      ),
    );
    connection.request(aRequest(), good);
    await turn();

    expect(error).toBeInstanceOf(Error);
    expect(socket.frames).toHaveLength(1);
    expect([bad.calls, connection.inFlight]).toEqual([0, 1]);
  });
});

describe('a time-out', () => {
  it('[E4.4] [E5.2] fails the request at its deadline and says how long it waited', () => {
    const { clock, connection } = aConnection();
    const waiter = new RecordingWaiter(clock.now() + 300, clock.now());
    connection.request(aRequest(), waiter);

    clock.advance(299);
    const early = waiter.calls;
    clock.advance(1);

    expect(early).toBe(0);
    expect(waiter.failures).toEqual([new RequestTimeoutError(BROKER_ADDRESS, 300)]);
    expect(clock.waiting).toBe(0);
  });

  it('[E4.5] neither closes the connection nor hurts other requests', async () => {
    const { clock, connection, socket, closed } = aConnection();
    const [short, long] = [new RecordingWaiter(clock.now() + 100), new RecordingWaiter(clock.now() + 5000)];
    connection.request(aRequest(), short);
    connection.request(aRequest(), long);
    await turn();

    clock.advance(100);
    socket.answer(socket.lastFrame);

    expect([short.failures.length, long.responses.length]).toEqual([1, 1]);
    expect([connection.state, closed, socket.isDestroyed]).toEqual(['ready', [], false]);
  });

  it('[E5.1] leaves a late answer to be counted and dropped', () => {
    const { clock, connection, socket } = aConnection();
    const waiter = new RecordingWaiter(clock.now() + 100);
    connection.request(aRequest(), waiter);
    clock.advance(100);

    socket.answer(socket.lastFrame);

    expect(connection.lateAnswers).toBe(1);
    expect(waiter.calls).toBe(1);
    expect(connection.state).toBe('ready');
  });

  it('[E5.2] does not take an answer that came before the sweep', () => {
    const { clock, connection, socket } = aConnection();
    const waiter = new RecordingWaiter(clock.now() + 100);
    connection.request(aRequest(), waiter);
    clock.jump(500);

    socket.answer(socket.lastFrame);
    clock.advance(0);

    expect([waiter.responses.length, waiter.failures.length]).toEqual([1, 0]);
  });

  it('costs one timer for a thousand requests', () => {
    const { clock, connection } = aConnection();

    for (let count = 0; count < 1000; count += 1) connection.request(aRequest(), new RecordingWaiter(5000 + count));

    expect(clock.timersSet).toBe(1);
  });
});

describe('a one-way request', () => {
  it('[E4.10] carries the one-way flag, is handed over at once and waits for nothing', () => {
    const { connection, socket } = aConnection();
    const handOver = new RecordingWaiter();

    connection.oneway(aRequest(), handOver);

    expect(socket.lastFrame.flag).toBe(2);
    expect(handOver.handOvers).toBe(1);
    expect(connection.inFlight).toBe(0);
  });

  it('fails at its deadline when the socket has no room for it', async () => {
    const { clock, connection, socket } = aConnection();
    const handOver = new RecordingWaiter(clock.now() + 300);
    socket.isFull = true;
    connection.oneway(aRequest(), new RecordingWaiter());
    connection.oneway(aRequest(), handOver);
    await turn();

    clock.advance(300);
    socket.drain();

    expect(handOver.failures).toMatchObject([{ code: 'REQUEST_TIMEOUT' }]);
    expect(handOver.calls).toBe(1);
    expect(clock.waiting).toBe(0);
  });
});

/** A header whose second field throws while the frame is half written. */
function withBadValue(header: object): object {
  return Object.defineProperty({ ...header }, 'queueId', {
    get: (): never => {
      throw new RangeError('no such queue');
    },
  });
}
