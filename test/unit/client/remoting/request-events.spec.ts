import { describe, expect, it } from '@jest/globals';
import { DiagnosticsListeners, eventLog, PLAIN_DIAGNOSTICS } from '../../../fixtures/diagnostics.js';
import { aConnection, aRequest, BROKER_ADDRESS, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { thrownBy } from '../../../fixtures/caught.js';

const CHANNELS = ['rocketmq:request:start', 'rocketmq:request:end', 'rocketmq:request:error'] as const;

describe('the events of a request', () => {
  it('are start and end, joined by its correlation id', () => {
    const { connection, socket, clock } = aConnection();
    using log = eventLog(CHANNELS);
    const waiter = new RecordingWaiter();
    connection.request(aRequest(), waiter);
    clock.advance(4);

    socket.answer(socket.lastFrame, { code: 17 });

    const start = {
      clientId: PLAIN_DIAGNOSTICS.clientId,
      address: BROKER_ADDRESS,
      code: 105,
      requestName: 'GET_ROUTEINFO_BY_TOPIC',
      opaque: socket.lastFrame.opaque,
      isOneway: false,
    };
    expect(log.told).toEqual([
      { name: 'rocketmq:request:start', event: start },
      { name: 'rocketmq:request:end', event: { ...start, responseCode: 17, elapsedMs: 4 } },
    ]);
    expect(waiter.responses).toHaveLength(1);
  });

  it('end with the hand-over of a one-way request', () => {
    const { connection } = aConnection();
    using log = eventLog(CHANNELS);
    const handOver = new RecordingWaiter();

    connection.oneway(aRequest(), handOver);

    expect(log.names).toEqual(['rocketmq:request:start', 'rocketmq:request:end']);
    expect(log.of('rocketmq:request:end')).toMatchObject([{ isOneway: true, responseCode: undefined }]);
    expect(handOver.handOvers).toBe(1);
  });

  it.each([
    ['runs out of time', 'REQUEST_TIMEOUT'],
    ['loses its connection', 'CONNECTION_CLOSED'],
  ])('end with the error of one that %s', (how, code) => {
    const { connection, clock } = aConnection();
    using log = eventLog(CHANNELS);
    const waiter = new RecordingWaiter(1500);
    connection.request(aRequest(), waiter);

    if (how === 'runs out of time') clock.advance(500);
    else connection.close('gone');

    expect(log.of('rocketmq:request:error')).toMatchObject([{ code: 105, error: { code } }]);
    expect(waiter.failures).toEqual([log.of('rocketmq:request:error')[0]?.error]);
  });

  it('end with the error of one that could not be written', () => {
    const { connection } = aConnection();
    using log = eventLog(CHANNELS);
    const waiter = new RecordingWaiter();

    const error = thrownBy(() => connection.request(aRequest({ header: { topic: 'x'.repeat(0x100_0000) } }), waiter));

    expect(log.of('rocketmq:request:error')).toMatchObject([{ error }]);
    expect(waiter.calls).toBe(0);
  });

  it('let a subscriber send a request of its own', () => {
    const { connection, socket } = aConnection();
    const [inner, outer] = [new RecordingWaiter(), new RecordingWaiter()];
    let isNested = false;
    using listeners = new DiagnosticsListeners();
    listeners.on('rocketmq:request:start', () => {
      if (isNested) return;
      isNested = true;
      connection.request(aRequest({ header: { topic: 'Inner' } }), inner);
    });
    connection.request(aRequest({ header: { topic: 'Outer' } }), outer);
    connection.end('everything leaves');
    const { frames } = socket;

    expect(new Set(frames.map(({ extFields }) => extFields?.['topic']))).toEqual(new Set(['Inner', 'Outer']));
    expect(new Set(frames.map(({ opaque }) => opaque)).size).toBe(2);
    expect([inner.calls, outer.calls]).toEqual([1, 1]);
  });
});
