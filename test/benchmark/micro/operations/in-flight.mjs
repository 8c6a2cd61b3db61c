// What begins and ends with a send: its permit and the counts, and its caller's promise.
import { InFlightSends } from '../../../../dist/client/producer/in-flight-sends.js';
import { SendPermits } from '../../../../dist/client/producer/send-permits.js';
import { SendSignals } from '../../../../dist/client/producer/send-signals.js';
import { SendTally } from '../../../../dist/client/producer/send-tally.js';
import { SendTelemetry } from '../../../../dist/client/producer/send-telemetry.js';
import { systemClock as clock } from '../../../../dist/client/remoting/clock.js';
import * as parts from './parts.mjs';

const { IN_FLIGHT, OPERATIONS, OPTIONS, nobody } = parts;
const RESULT = { sendStatus: 'SEND_OK' };

export function permit() {
  const batch = aBatch();
  const sends = inFlightSends({});
  return {
    run() {
      const now = clock.now();
      for (let begun = 0; begun < OPERATIONS; begun += IN_FLIGHT) {
        for (const send of batch) sends.begin(send, undefined);
        for (const send of batch) sends.ended(send, RESULT, undefined, now);
      }
    },
  };
}

/** With the permit, and with what goes on behind the caller's `await`. */
export function promise() {
  const batch = aBatch();
  const resolves = parts.times(IN_FLIGHT, () => nobody);
  let slot = 0;
  const single = ({ resolve }) => {
    resolves[slot] = resolve;
    return batch[slot];
  };
  const sends = inFlightSends({ single });
  const keepSending = async (own) => {
    for (let sent = 0; sent < OPERATIONS; sent += IN_FLIGHT) {
      slot = own;
      await sends.send('SYNC', batch[own].message, undefined);
    }
  };
  return {
    async run() {
      const now = clock.now();
      const senders = parts.times(IN_FLIGHT, keepSending);
      for (let sent = 0; sent < OPERATIONS; sent += IN_FLIGHT) {
        for (const [index, resolve] of resolves.entries()) {
          resolve(RESULT);
          sends.ended(batch[index], RESULT, undefined, now);
        }
        // Behind all the others that go on.
        await Promise.resolve();
      }
      await Promise.all(senders);
    },
  };
}

/** Sends that are used again and again. */
function aBatch() {
  return parts.aimedSends()().slice(0, IN_FLIGHT);
}

function inFlightSends(factory) {
  const permits = new SendPermits(OPTIONS, 'wait', { clock, onGranted: nobody, onExpired: nobody });
  const telemetry = new SendTelemetry(parts.DIAGNOSTICS, clock);
  const signals = new SendSignals(nobody);
  const ports = { clock, tally: new SendTally(), telemetry, permits, signals, emit: nobody, refuse: nobody };
  const sends = new InFlightSends(ports);
  sends.startBy(factory, { startAttempt: nobody });
  return sends;
}
