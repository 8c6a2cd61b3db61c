// The peer `ali-ons`: JSON headers, one write a message. It has neither one-way sends nor batches.
import aliOns from 'ali-ons';
import urllib from 'urllib';
import { body, drive, settings } from './driver.mjs';

const { Message, Producer } = aliOns;
const quiet = { info() {}, warn() {}, error() {}, debug() {} };
const producer = new Producer({
  httpclient: urllib,
  nameSrv: [settings.nameServer],
  producerGroup: 'bench',
  logger: quiet,
});
await producer.ready();

await drive({
  sync: (index) => {
    const message = new Message(settings.topic, 'TagA', body);
    message.keys = [`order-${index}`];
    return producer.send(message);
  },
  isAcknowledged: ({ sendStatus }) => sendStatus === 'SEND_OK',
});
