// #region client-admin
import type { Producer, RocketMQClient } from 'nestjs-rocketmq/client';

export async function lookAround({ admin }: RocketMQClient, producer: Producer) {
  const { created, failures } = await admin.createTopic('orders', { queueNum: 8 }); // on every master of TBW102
  const result = await producer.send({ topic: 'orders', body: Buffer.from('hello'), keys: 'order-1' });

  const { messages } = await admin.queryMessage('orders', 'order-1', { maxNum: 10 });
  const message = await admin.viewMessage('orders', result.msgId); // or its offsetMsgId; undefined if there is none
  const offset = await admin.searchOffset(result.messageQueue, Date.now() - 3_600_000);
  return { created, failures, messages, message, offset };
}
// #endregion
