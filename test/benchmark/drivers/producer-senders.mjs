// How the loops call a producer that has `send`, `sendAsync`, `sendOneway` and `sendBatch`.
import { BATCH } from './loops.mjs';

/** @param message - makes the message with a number, a new object each time */
export function producerSenders(producer, message) {
  return {
    sync: (index) => producer.send(message(index)),
    async: (index, callback) => producer.sendAsync(message(index), callback),
    oneway: (index) => producer.sendOneway(message(index)),
    batch: (first) => producer.sendBatch(Array.from({ length: BATCH }, (_, index) => message(first + index))),
  };
}
