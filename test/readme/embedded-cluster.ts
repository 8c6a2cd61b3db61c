import type { RocketMQModuleOptions } from 'nestjs-rocketmq';
// #region embedded-cluster
import { EmbeddedCluster } from 'nestjs-rocketmq/embedded';

export async function onTwoBrokers(publish: (options: RocketMQModuleOptions) => Promise<void>) {
  const cluster = await EmbeddedCluster.start({ brokers: 2 });
  cluster.fault({ on: 'SEND_MESSAGE_V2', server: 'broker-a', action: { kind: 'answer', code: 2 } });

  await publish({ nameServers: cluster.nameServer, producer: { group: 'test' } }); // options for forRoot()

  const [message] = await cluster.waitFor('order-created', 1);
  await cluster.stop();
  return message;
}
// #endregion
