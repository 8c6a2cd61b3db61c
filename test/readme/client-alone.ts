// #region client-alone
import { RocketMQClient } from 'nestjs-rocketmq/client';

export async function sendOne(nameServers: string) {
  await using client = new RocketMQClient({ nameServers });
  const producer = client.createProducer({ group: 'orders' });
  client.start();
  return producer.send({ topic: 'orders', body: Buffer.from('hello'), tags: 'new', keys: ['order-1'] });
}
// #endregion
