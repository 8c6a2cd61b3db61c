// #region client-hooks
import type { Producer, RocketMQClient } from 'nestjs-rocketmq/client';

export function auditedProducer(client: RocketMQClient, record: (line: string) => void): Producer {
  return client.createProducer({
    group: 'orders',
    checkForbiddenHooks: [
      {
        hookName: 'embargo',
        checkForbidden({ message }) {
          if (message.topic === 'internal') throw new Error('not for this app');
        },
      },
    ],
    sendMessageHooks: [
      {
        sendMessageBefore: (context) => context.addProperty('attempt', String(context.attempt)),
        sendMessageAfter: ({ attempt, sendResult, error }) =>
          record(`${attempt}: ${sendResult?.sendStatus ?? error?.message ?? 'handed over'}`),
      },
    ],
  });
}
// #endregion
