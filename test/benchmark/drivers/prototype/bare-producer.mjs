// Sends on one connection: frames of one turn of the event loop leave in one write, answers find their promise in a map.
import { once } from 'node:events';
import { connect } from 'node:net';
import { eachAnswer } from './answers.mjs';
import { messageProperties, SendFrames, SLAB_BYTES } from './send-frames.mjs';

const SEND = 310;
const SEND_BATCH = 320;
const ONEWAY = 2;
const BATCH_PROPERTIES = 'WAIT\u0001true';

export class BareProducer {
  #queues;
  #frames;
  #socket;
  #waiting = new Map();
  #opaque = 0;
  #isFlushPlanned = false;
  /** Writes so far: who sends one-way waits for a turn of the event loop after each, or timers would starve. */
  #writes = 0;
  #drained;

  constructor(topic, queues) {
    this.#queues = queues;
    this.#frames = new SendFrames(topic, queues, (bytes) => this.#write(bytes));
  }

  async connect() {
    const socket = connect(this.#queues.port, this.#queues.host);
    await once(socket, 'connect');
    socket.setNoDelay(true);
    this.#socket = socket;
    let rest;
    socket.on('data', (chunk) => {
      rest = eachAnswer(rest === undefined ? chunk : Buffer.concat([rest, chunk]), this.#settle);
    });
  }

  send(message) {
    return new Promise((resolve) => {
      this.#sendFrame(message, 0);
      this.#waiting.set(this.#opaque, resolve);
    });
  }

  sendAsync(message, callback) {
    this.#sendFrame(message, 0);
    this.#waiting.set(this.#opaque, (result) => callback.onSuccess(result));
  }

  sendOneway(message) {
    const writesBefore = this.#writes;
    this.#sendFrame(message, ONEWAY);
    if (this.#socket.writableLength >= SLAB_BYTES) {
      this.#drained ??= once(this.#socket, 'drain').then(() => (this.#drained = undefined));
      return this.#drained;
    }
    return this.#writes === writesBefore ? undefined : new Promise(setImmediate);
  }

  sendBatch(messages) {
    return new Promise((resolve) => {
      const bodies = messages.reduce((sum, { body }) => sum + body.length, 0);
      this.#opaque += 1;
      const place = { opaque: this.#opaque, properties: BATCH_PROPERTIES, isBatch: true };
      this.#frames.begin(SEND_BATCH, 0, place, bodies + messages.length * 256);
      for (const message of messages) this.#frames.addEncoded(message);
      this.#frames.end();
      this.#waiting.set(this.#opaque, resolve);
      this.#planFlush();
    });
  }

  #sendFrame(message, flag) {
    this.#opaque += 1;
    const place = { opaque: this.#opaque, properties: messageProperties(message), isBatch: false };
    this.#frames.begin(SEND, flag, place, message.body.length);
    this.#frames.addBody(message.body);
    this.#frames.end();
    this.#planFlush();
  }

  #planFlush() {
    if (this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    setImmediate(this.#flush);
  }

  #flush = () => {
    this.#isFlushPlanned = false;
    this.#frames.flush();
  };

  #write(bytes) {
    this.#writes += 1;
    this.#socket.write(bytes);
  }

  #settle = (opaque, result) => {
    const settle = this.#waiting.get(opaque);
    if (settle === undefined) return;
    this.#waiting.delete(opaque);
    settle(result);
  };
}
