// What the stages work with: parts of the built client, put together as the client does, on a socket that does nothing.
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { UniqueIdGenerator } from '../../../../dist/client/message/unique-id.js';
import { resolveProducerOptions } from '../../../../dist/client/producer/producer-options.js';
import { SendFactory } from '../../../../dist/client/producer/send-factory.js';
import { REQUESTS } from '../../../../dist/client/protocol/requests.js';
import { SendFrameTemplate } from '../../../../dist/client/protocol/send-frame-template.js';
import { systemClock } from '../../../../dist/client/remoting/clock.js';
import { TopicPublishInfo } from '../../../../dist/client/routing/topic-publish-info.js';
import { SendAnswers } from '../../servers/send-answers.mjs';

/** As many as are in flight in the whole that the stages are compared with. */
export const IN_FLIGHT = 64;
/** So many operations are one sample: the clock that times it costs as much as an operation. */
export const OPERATIONS = 1024;
export const BODY = Buffer.alloc(256, 'a');
export const TOPIC = 'micro';
export const OPTIONS = resolveProducerOptions({ group: 'micro' });
export const SENDER = { language: 'OTHER', version: 475 };
export const DIAGNOSTICS = { clientId: 'micro', includeKeys: false, includeBody: false };
/** Where one has to be given; nothing comes here. */
export const nobody = () => {};

const QUEUES = 4;
const FACTS = {
  producerGroup: 'micro',
  defaultTopic: 'TBW102',
  defaultTopicQueueNums: 4,
  unitMode: false,
};

export const ids = new UniqueIdGenerator({
  address: Buffer.from([127, 0, 0, 1]),
  processId: process.pid,
  now: Date.now,
  randomBytes,
});

/** What operations make stays as long as that of a send does: until as many others were made as are in flight. */
export const kept = Array.from({ length: IN_FLIGHT });

export const message = (index) => ({ topic: TOPIC, body: BODY, tags: 'TagA', keys: `order-${index}` });

export const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));

export function publishInfo() {
  return new TopicPublishInfo(
    times(QUEUES, (queueId) => ({ topic: TOPIC, brokerName: 'sink-0', queueId })),
    0,
  );
}

export function sendFactory(stages) {
  const ports = { clock: systemClock, ids, options: OPTIONS, defaultTopicQueueNums: 4, namespace: undefined, stages };
  return new SendFactory(ports);
}

const IDLE_STAGES = {
  routeFound: nobody,
  connected: nobody,
  answered: nobody,
  handedOver: nobody,
  attemptFailed: nobody,
};

export function makeSend(factory, index) {
  const call = { mode: 'SYNC', message: message(index), options: undefined, resolve: nobody, reject: nobody };
  return factory.single(call);
}

export const templateFor = ({ brokerName }) =>
  new SendFrameTemplate(REQUESTS.SEND_MESSAGE_V2, SENDER, { ...FACTS, batch: false, brokerName });

/** Sends as they are when they are aimed at a queue; their property strings are not in one piece yet, as is usual. */
export function aimedSends() {
  const factory = sendFactory(IDLE_STAGES);
  const info = publishInfo();
  const turns = info.queues.map((queue) => info.turnOf(queue));
  const [{ brokerName }] = turns;
  const target = { template: templateFor({ brokerName }), address: '127.0.0.1:1' };
  return () =>
    times(OPERATIONS, (index) => {
      const send = makeSend(factory, index);
      send.aim(turns[index % QUEUES], info, target);
      send.deadlineAt = send.expiresAt;
      return send;
    });
}

/** Takes everything at once. */
export class IdleSocket {
  writableLength = 0;
  #onData = nobody;

  on(event, listener) {
    if (event === 'data') this.#onData = listener;
    return this;
  }

  write() {
    return true;
  }

  receive(chunk) {
    this.#onData(chunk);
  }
}

/** Chunks with an answer each for as many sends as are in flight, as the sink writes them; the ids go on from call to call. */
export function answerChunks() {
  const answers = new SendAnswers();
  let opaque = 0;
  return () => {
    const chunks = [];
    const socket = { write: (bytes) => void chunks.push(bytes) };
    for (let begun = 0; begun < OPERATIONS; begun += IN_FLIGHT) {
      answers.begin();
      for (let count = 0; count < IN_FLIGHT; count++) answers.add(++opaque, socket);
      answers.writeTo(socket);
    }
    return chunks;
  };
}
