// A connection without a network: its write queue, and its requests out and back.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '../../../../dist/client/remoting/clock.js';
import { DeadlineTimer } from '../../../../dist/client/remoting/deadline-timer.js';
import { InFlightLimit } from '../../../../dist/client/remoting/in-flight-limit.js';
import { RequestChannel } from '../../../../dist/client/remoting/request-channel.js';
import { RequestHooks } from '../../../../dist/client/remoting/request-hooks.js';
import { WriteQueue } from '../../../../dist/client/remoting/write-queue.js';
import {
  BODY,
  DIAGNOSTICS,
  IN_FLIGHT,
  IdleSocket,
  OPERATIONS,
  SENDER,
  aimedSends,
  answerChunks,
  nobody,
} from './parts.mjs';

const LIMIT = 65_535;
/** About what a template writes. */
const FRAME_START_BYTES = 320;
const MAX_FRAME_BYTES = 16_777_216;

/** With its share of the end of the turn. */
export function writeQueue() {
  const queue = new WriteQueue(new IdleSocket(), new InFlightLimit('micro', LIMIT, systemClock));
  return {
    async run() {
      for (let begun = 0; begun < OPERATIONS; begun += IN_FLIGHT) {
        for (let count = 0; count < IN_FLIGHT; count++) {
          queue.beginFrame().offset += FRAME_START_BYTES;
          queue.endFrame(BODY, false, Infinity);
        }
        await nextTurn();
      }
    },
  };
}

/** With the frame, the write queue and the reading of the answer. */
export function roundTrip() {
  const socket = new IdleSocket();
  const channel = requestChannel(socket);
  const newSends = aimedSends();
  const newChunks = answerChunks();
  let sends;
  let chunks;
  return {
    prepare() {
      sends = newSends();
      chunks = newChunks();
    },
    async run() {
      let index = 0;
      for (const chunk of chunks) {
        for (let count = 0; count < IN_FLIGHT; count++, index++) channel.request(sends[index], sends[index]);
        await nextTurn();
        socket.receive(chunk);
        if (channel.size > 0) throw new Error(`${channel.size} requests got no answer`);
      }
    },
  };
}

function requestChannel(socket) {
  const limit = new InFlightLimit('micro', LIMIT, systemClock);
  const settings = {
    clock: systemClock,
    diagnostics: DIAGNOSTICS,
    sender: SENDER,
    headerFormat: 'ROCKETMQ',
    maxFrameBytes: MAX_FRAME_BYTES,
    rpcHooks: [],
    requestLimit: limit,
    onewayLimit: limit,
  };
  const owner = { address: 'micro', onOther: fail, onLastAnswers: nobody, onHeard: nobody, onMalformed: fail };
  return new RequestChannel(socket, {
    settings,
    writes: new WriteQueue(socket, limit),
    hooks: new RequestHooks(owner.address, settings, nobody),
    deadlines: new DeadlineTimer(systemClock, () => Infinity),
    owner,
  });
}

function fail(reason) {
  throw new Error(`nobody waits for this: ${reason}`);
}
