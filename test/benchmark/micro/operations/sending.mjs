// Between a send that may start and its end: its attempt, and its result.
import { SendEngine } from '../../../../dist/client/producer/send-engine.js';
import { SendTally } from '../../../../dist/client/producer/send-tally.js';
import { SendTelemetry } from '../../../../dist/client/producer/send-telemetry.js';
import { FrameDecoder } from '../../../../dist/client/protocol/frame-decoder.js';
import { systemClock } from '../../../../dist/client/remoting/clock.js';
import * as parts from './parts.mjs';

const { IN_FLIGHT, OPERATIONS, OPTIONS, TOPIC, kept, nobody, times } = parts;

export function select() {
  const info = parts.publishInfo();
  return {
    run() {
      for (let index = 0; index < OPERATIONS; index++) kept[index % IN_FLIGHT] = info.select(undefined);
    },
  };
}

/** With the choice of the queue and the result: a channel takes the request, and the answer is there. */
export function engine() {
  const sendEngine = idleEngine();
  const factory = parts.sendFactory(sendEngine);
  const [answer] = readAnswers();
  let sends;
  return {
    prepare() {
      sends = times(OPERATIONS, (index) => parts.makeSend(factory, index));
    },
    run() {
      const now = systemClock.now();
      for (let begun = 0; begun < OPERATIONS; begun += IN_FLIGHT) {
        for (let index = begun; index < begun + IN_FLIGHT; index++) sendEngine.startAttempt(sends[index]);
        for (let index = begun; index < begun + IN_FLIGHT; index++) sends[index].onResponse(answer, now);
      }
      if (!sends.at(-1).isSettled) throw new Error('the send did not settle');
    },
  };
}

function idleEngine() {
  const channel = { isOpen: true, request: nobody };
  const connection = { channel, request: nobody };
  const address = '127.0.0.1:1';
  const broker = { brokerName: 'sink-0', advertised: address, address };
  const pool = {
    silentAddresses: new Set(),
    ready: () => connection,
    sendTemplate: (_definition, facts) => parts.templateFor(facts),
  };
  const ports = {
    routes: { publishInfos: new Map([[TOPIC, parts.publishInfo()]]) },
    brokers: { byBrokerName: new Map([[broker.brokerName, broker]]), master: () => broker },
    pool,
    clock: systemClock,
    hooks: { isEmpty: true },
    faults: undefined,
    onewayPace: undefined,
    tally: new SendTally(),
    telemetry: new SendTelemetry(parts.DIAGNOSTICS, systemClock),
    onSettled: nobody,
  };
  return new SendEngine(ports, OPTIONS);
}

export function result() {
  const answers = readAnswers();
  const sends = parts.aimedSends()();
  return {
    run() {
      for (let index = 0; index < OPERATIONS; index++) {
        kept[index % IN_FLIGHT] = sends[index].storedAs(answers[index % IN_FLIGHT]);
      }
    },
  };
}

/** Those behind the first, which gives the others their shape. */
function readAnswers() {
  const answers = [];
  const decoder = new FrameDecoder((one) => answers.push(one));
  for (const chunk of parts.answerChunks()()) decoder.push(chunk);
  return answers.slice(1);
}
