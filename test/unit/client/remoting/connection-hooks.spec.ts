/**
 * RPC hooks around requests, and requests that the broker sends.
 */
import { describe, expect, it } from '@jest/globals';
import type { RequestProcessor } from '../../../../lib/client/remoting/request-processors.js';
import type { RPCHook } from '../../../../lib/client/remoting/rpc-hook.js';
import { encodeFrame } from '../../../../lib/client/protocol/frame-encoder.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { aCommand } from '../../../fixtures/commands.js';
import {
  aConnection,
  aRequest,
  BROKER_ADDRESS,
  type ConnectionRig,
  RecordingWaiter,
} from '../../../fixtures/remoting-connection.js';
import { turn } from '../../../fixtures/remoting-turns.js';

describe('an RPC hook', () => {
  it('[E8.2] [E8.4] sees the fields as they travel and may add to them', () => {
    const seen: unknown[] = [];
    const hook: RPCHook = {
      doBeforeRequest(address, request) {
        seen.push(address, request.code, { ...request.extFields }, request.body);
        request.extFields['Signature'] = 'signed';
      },
    };
    const { connection, socket } = aConnection({ rpcHooks: [hook] });
    const body = Buffer.from('body');

    connection.request(aRequest({ body }), new RecordingWaiter());

    expect(seen).toEqual([BROKER_ADDRESS, 105, { topic: 'TopicTest' }, body]);
    expect(socket.lastFrame.extFields).toEqual({ topic: 'TopicTest', Signature: 'signed' });
  });

  it('[E4.3] [E8.1] [E8.2] [E8.3] runs before the write and after the answer, each in the order of the list', () => {
    const calls: string[] = [];
    const hook = (name: string): RPCHook => ({
      doBeforeRequest: () => void calls.push(`before ${name}`),
      doAfterResponse: (_address, _request, response) => void calls.push(`after ${name} ${response.code}`),
    });
    const { connection, socket } = aConnection({ rpcHooks: [hook('a'), hook('b')] });
    const waiter = new RecordingWaiter();

    connection.request(aRequest(), waiter);
    socket.answer(socket.lastFrame, { code: 17 });

    expect(calls).toEqual(['before a', 'before b', 'after a 17', 'after b 17']);
    expect(waiter.responses).toHaveLength(1);
  });

  it('[E8.3] runs before a one-way request too', () => {
    const codes: number[] = [];
    const { connection } = aConnection({
      rpcHooks: [{ doBeforeRequest: (_address, { code }) => void codes.push(code) }],
    });

    connection.oneway(aRequest(), new RecordingWaiter());

    expect(codes).toEqual([105]);
  });

  it('[E4.9] [E8.5] that throws fails only its request, and nothing of it is written', async () => {
    const error = new Error('no secret key');
    let hasThrown = false;
    const hook: RPCHook = {
      doBeforeRequest() {
        if (hasThrown) return;
        hasThrown = true;
        throw error;
      },
    };
    const { connection, socket } = aConnection({ rpcHooks: [hook] });
    const [bad, good] = [new RecordingWaiter(), new RecordingWaiter()];

    const thrown = thrownBy(() => connection.request(aRequest(), bad));
    connection.request(aRequest({ header: { topic: 'Second' } }), good);
    await turn();
    socket.answer(socket.lastFrame);

    expect(thrown).toBe(error);
    expect(socket.frames.map(({ extFields }) => extFields)).toEqual([{ topic: 'Second' }]);
    expect([bad.calls, good.responses.length]).toEqual([0, 1]);
  });

  it.each(['goes on', 'throws'])('may send a request itself, whether it then %s', async (then) => {
    const [first, inner, outer] = [new RecordingWaiter(), new RecordingWaiter(), new RecordingWaiter()];
    const hook: RPCHook = {
      doBeforeRequest(_address, { extFields }) {
        if (extFields['topic'] !== 'Outer') return;
        rig.connection.request(aRequest({ header: { topic: 'Inner' } }), inner);
        if (then === 'throws') throw new Error('no');
      },
    };
    const rig: ConnectionRig = aConnection({ rpcHooks: [hook] });
    const send = (topic: string, waiter: RecordingWaiter): void =>
      rig.connection.request(aRequest({ header: { topic } }), waiter);
    send('First', first);

    if (then === 'throws') thrownBy(() => send('Outer', outer));
    else send('Outer', outer);
    await turn();
    for (const frame of rig.socket.frames) rig.socket.answer(frame, { remark: frame.extFields?.['topic'] });

    const answers = [first, inner, outer].map(({ responses }) => responses.map(({ remark }) => remark));
    expect(answers).toEqual([['First'], ['Inner'], then === 'throws' ? [] : ['Outer']]);
  });
});

const request = (flag = 0): Buffer => encodeFrame(aCommand({ code: 39, opaque: 77, flag }), 'JSON');
const processors = (processor: RequestProcessor): ReadonlyMap<number, RequestProcessor> => new Map([[39, processor]]);

describe('a request from the broker', () => {
  it('[E10.1] is answered with code 3 when nobody handles it', () => {
    const { socket } = aConnection();

    socket.receive(request());

    expect(socket.frames).toMatchObject([{ code: 3, opaque: 77, flag: 1, remark: ' request type 39 not supported' }]);
  });

  it('[E10.6] is not answered when it is one-way', () => {
    const { socket } = aConnection();

    socket.receive(request(2));

    expect(socket.writes).toEqual([]);
  });

  it('[E10.4] is answered with what its processor returns, body included', () => {
    const { socket } = aConnection({ processors: processors(() => ({ code: 0, body: Buffer.from('body') })) });

    socket.receive(request());

    expect(socket.lastFrame).toMatchObject({ code: 0, opaque: 77, flag: 1 });
    expect(Buffer.from(socket.lastFrame.body ?? []).toString()).toBe('body');
  });

  it('[E10.5] is not answered when its processor returns nothing', () => {
    const { socket } = aConnection({ processors: processors(() => undefined) });

    socket.receive(request());

    expect(socket.writes).toEqual([]);
  });

  it('[E10.3] is answered with code 1 when its processor throws, and the connection goes on', () => {
    const { socket, connection } = aConnection({
      processors: processors(() => {
        throw new Error('no');
      }),
    });

    socket.receive(request());

    expect(socket.lastFrame).toMatchObject({ code: 1, opaque: 77, remark: 'Error: no' });
    expect(connection.state).toBe('ready');
  });

  it('is not mistaken for an answer to a request with the same id', () => {
    const { socket, connection } = aConnection();
    const waiter = new RecordingWaiter();
    connection.request(aRequest(), waiter);

    socket.receive(encodeFrame(aCommand({ code: 39, opaque: socket.lastFrame.opaque }), 'JSON'));

    expect(waiter.calls).toBe(0);
    expect(connection.inFlight).toBe(1);
  });
});
