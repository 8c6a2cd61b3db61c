/**
 * Answers that nobody asked for: a busy broker refuses some one-way requests under their own correlation id.
 */
import { describe, expect, it } from '@jest/globals';
import type { RemotingCommand } from '../../../../lib/client/protocol/remoting-command.js';
import { aConnection, aRequest, type ConnectionRig, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { turn } from '../../../fixtures/remoting-turns.js';

interface ListeningRig extends ConnectionRig {
  readonly rejections: (readonly [address: string, response: RemotingCommand])[];
}

function aListening(): ListeningRig {
  const rejections: ListeningRig['rejections'] = [];
  const rig = aConnection({ onOnewayRejected: (...rejection) => rejections.push(rejection) });
  return { ...rig, rejections };
}

describe('an answer to a one-way request', () => {
  it('that refuses it is counted and told, and closes nothing', () => {
    const { connection, socket, rejections } = aListening();
    connection.oneway(aRequest(), new RecordingWaiter());

    socket.answer(socket.lastFrame, { code: 2, remark: '[PCBUSY_CLEAN_QUEUE]broker busy' });

    expect(rejections).toMatchObject([
      ['10.0.0.1:10911', { code: 2, remark: '[PCBUSY_CLEAN_QUEUE]broker busy', opaque: socket.lastFrame.opaque }],
    ]);
    expect([connection.onewayAnswers, connection.lateAnswers, connection.state]).toEqual([1, 0, 'ready']);
  });

  it('that accepts it is counted, and no news', () => {
    const { connection, socket, rejections } = aListening();
    connection.oneway(aRequest(), new RecordingWaiter());

    socket.answer(socket.lastFrame);

    expect([connection.onewayAnswers, rejections]).toEqual([1, []]);
  });

  it('is never taken for the answer to a request that waits, however many there are of both', async () => {
    const { connection, socket, rejections } = aListening();
    const waiters = Array.from({ length: 100 }, () => new RecordingWaiter());
    for (const waiter of waiters) {
      connection.request(aRequest(), waiter);
      connection.oneway(aRequest(), new RecordingWaiter());
    }
    await turn();
    const oneways = socket.frames.filter(({ flag }) => flag === 2);

    for (const oneway of oneways) socket.answer(oneway, { code: 2 });

    expect([rejections.length, connection.inFlight]).toEqual([100, 100]);
    expect(new Set(socket.frames.map(({ opaque }) => opaque)).size).toBe(200);
  });
});

describe('a late answer', () => {
  it('to a request that timed out is not taken for the refusal of a one-way request', () => {
    const { clock, connection, socket, rejections } = aListening();
    connection.request(aRequest(), new RecordingWaiter(clock.now() + 100));
    const { opaque } = socket.lastFrame;
    connection.oneway(aRequest(), new RecordingWaiter());
    clock.advance(100);

    socket.answer({ opaque }, { code: 2 });

    expect([connection.lateAnswers, connection.onewayAnswers, rejections]).toEqual([1, 0, []]);
  });
});

describe('the version of the peer', () => {
  it('is that of its last frame, whatever kind of frame it was', () => {
    const { connection, socket } = aListening();
    const versions = [connection.peerVersion];
    connection.request(aRequest(), new RecordingWaiter());

    socket.answer(socket.lastFrame, { version: 407 });
    versions.push(connection.peerVersion);
    socket.answer({ opaque: 5 }, { code: 39, flag: 2, version: 513 });
    versions.push(connection.peerVersion);

    expect(versions).toEqual([undefined, 407, 513]);
  });
});
