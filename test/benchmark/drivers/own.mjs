// The native client of this package, as built by `npm run build`.
import { RocketMQClient } from '../../../dist/client/index.js';
import { body, drive, settings } from './driver.mjs';
import { producerSenders } from './producer-senders.mjs';

const { nameServer, topic, headerFormat, batching } = settings;
const client = new RocketMQClient({ nameServers: nameServer, headerFormat });
const producer = client.createProducer({ group: 'bench', batching });
client.start();

const message = (index) => ({ topic, body, tags: 'TagA', keys: `order-${index}` });
const isStored = ({ sendStatus }) => sendStatus === 'SEND_OK';

await drive({
  ...producerSenders(producer, message),
  isAcknowledged: isStored,
  isBatchAcknowledged: (results) => results.every(isStored),
  onewayAnswers: () => producer.stats().onewayAnswers,
});
