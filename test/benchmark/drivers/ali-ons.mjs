// The peer `ali-ons`: JSON headers, one write a message.
import aliOns from 'ali-ons';
import urllib from 'urllib';
import { body, measure, nameServer } from './measure.mjs';

const { Message, Producer } = aliOns;
const quiet = { info() {}, warn() {}, error() {}, debug() {} };
const producer = new Producer({
  httpclient: urllib,
  nameSrv: [nameServer],
  producerGroup: 'bench',
  logger: quiet,
});
await producer.ready();

await measure(() => {
  const message = new Message('bench', 'TagA', body);
  message.keys = ['order-1'];
  return producer.send(message);
});
