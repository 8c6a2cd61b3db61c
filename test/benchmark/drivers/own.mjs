// This package, as built by `npm run build`. Header format by the environment variable HEADER_FORMAT.
import { RocketMQClient } from '../../../dist/client/index.js';
import { body, measure, nameServer } from './measure.mjs';

const client = new RocketMQClient({ nameServers: nameServer, headerFormat: process.env.HEADER_FORMAT ?? 'ROCKETMQ' });
const producer = client.createProducer({ group: 'bench' });
client.start();

await measure(() => producer.send({ topic: 'bench', body, tags: 'TagA', keys: 'order-1' }));
