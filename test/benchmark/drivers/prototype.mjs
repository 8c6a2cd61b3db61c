// A bare hot path that keeps no promise: no deadline, retry, hook, limit or check. What Node needs for the sending alone, and so
// what a client with promises is held against.
import { body, drive, settings } from './driver.mjs';
import { producerSenders } from './producer-senders.mjs';
import { BareProducer } from './prototype/bare-producer.mjs';
import { findQueues } from './prototype/find-queues.mjs';

const producer = new BareProducer(settings.topic, await findQueues(settings.nameServer, settings.topic));
await producer.connect();

const message = (index) => ({ body, tags: 'TagA', keys: `order-${index}` });
const isStored = ({ code }) => code === 0;

await drive({
  ...producerSenders(producer, message),
  isAcknowledged: isStored,
  isBatchAcknowledged: isStored,
});
