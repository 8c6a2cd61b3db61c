/**
 * Where the shop's messages go: a cluster in this process, or a real one. Nothing else in the app knows which.
 */
import { EmbeddedCluster } from 'nestjs-rocketmq/embedded';
import { AUDIT_TOPICS, SHOP_TOPICS } from '../shop-topics.js';

export interface ShopCluster {
  /** `host:port`, several with `;` between them. */
  readonly nameServers: string;
  readonly isEmbedded: boolean;
  close(): Promise<void>;
}

/** Token of the {@link ShopCluster}. */
export const SHOP_CLUSTER = Symbol('the cluster of the shop');

/** @param address - name servers of a real cluster; without them an embedded one is started, with all topics */
export async function openCluster(address: string | undefined): Promise<ShopCluster> {
  if (address !== undefined && address !== '') {
    return { nameServers: address, isEmbedded: false, close: async () => {} };
  }
  const embedded = await EmbeddedCluster.start();
  for (const topic of [...SHOP_TOPICS, ...AUDIT_TOPICS]) embedded.createTopic(topic);
  return { nameServers: embedded.nameServer, isEmbedded: true, close: () => embedded.stop() };
}
