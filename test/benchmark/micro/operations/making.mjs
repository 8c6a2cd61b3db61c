// From the caller's message to a send that may start.
import { isPlainMessage } from '../../../../dist/client/message/outgoing-properties.js';
import { NO_CALL } from '../../../../dist/client/producer/send-call.js';
import * as parts from './parts.mjs';

const { IN_FLIGHT, OPERATIONS, OPTIONS, ids, kept, times } = parts;

export function check() {
  const messages = times(OPERATIONS, parts.message);
  return {
    run() {
      for (const message of messages) {
        if (!isPlainMessage(message, OPTIONS.maxBodyBytes)) throw new Error('the message is not plain');
      }
    },
  };
}

export function uniqueId() {
  return {
    run() {
      for (let index = 0; index < OPERATIONS; index++) kept[index % IN_FLIGHT] = ids.nextLastByte(ids.now());
    },
  };
}

/** With the look at the message, and its id. */
export function single() {
  const factory = parts.sendFactory({});
  const messages = times(OPERATIONS, parts.message);
  // One for all, as for those of a producer.
  const call = { ...NO_CALL };
  return {
    run() {
      for (let index = 0; index < OPERATIONS; index++) {
        call.message = messages[index];
        kept[index % IN_FLIGHT] = factory.single(call);
      }
    },
  };
}
