// From the caller's message to a send that may start.
import { isPlainMessage, plainProperties } from '../../../../dist/client/message/outgoing-properties.js';
import { InFlightSends } from '../../../../dist/client/producer/in-flight-sends.js';
import { SendPermits } from '../../../../dist/client/producer/send-permits.js';
import { SendSignals } from '../../../../dist/client/producer/send-signals.js';
import { SendTally } from '../../../../dist/client/producer/send-tally.js';
import { SendTelemetry } from '../../../../dist/client/producer/send-telemetry.js';
import { systemClock } from '../../../../dist/client/remoting/clock.js';
import * as parts from './parts.mjs';

const { IN_FLIGHT, OPERATIONS, OPTIONS, ids, kept, nobody, times } = parts;
const RESULT = { sendStatus: 'SEND_OK' };

export function properties() {
  const id = ids.next();
  const messages = times(OPERATIONS, parts.message);
  return {
    run() {
      for (let index = 0; index < OPERATIONS; index++) {
        if (!isPlainMessage(messages[index], OPTIONS.maxBodyBytes)) throw new Error('the message is not plain');
        kept[index % IN_FLIGHT] = plainProperties(messages[index], id);
      }
    },
  };
}

export function uniqueId() {
  return {
    run() {
      for (let index = 0; index < OPERATIONS; index++) kept[index % IN_FLIGHT] = ids.next(ids.now());
    },
  };
}

/** With the message's properties and its id. */
export function single() {
  const factory = parts.sendFactory({});
  const calls = times(OPERATIONS, (index) => parts.message(index));
  return {
    run() {
      for (let index = 0; index < OPERATIONS; index++) {
        const message = calls[index];
        const call = { mode: 'SYNC', message, options: undefined, resolve: nobody, reject: nobody };
        kept[index % IN_FLIGHT] = factory.single(call);
      }
    },
  };
}

export function permit() {
  const clock = systemClock;
  const permits = new SendPermits(OPTIONS, 'wait', { clock, onGranted: nobody, onExpired: nobody });
  const telemetry = new SendTelemetry(parts.DIAGNOSTICS, clock);
  const signals = new SendSignals(nobody);
  const ports = { clock, tally: new SendTally(), telemetry, permits, signals, emit: nobody, refuse: nobody };
  const sends = new InFlightSends(ports);
  sends.startBy({ startAttempt: nobody });
  const batch = parts.aimedSends()().slice(0, IN_FLIGHT);
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
