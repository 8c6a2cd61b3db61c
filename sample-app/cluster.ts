/**
 * Where the shop's messages go: a cluster in this process, or a real one. Nothing else in the app knows which.
 */
import { EmbeddedCluster } from 'nestjs-rocketmq/embedded';

export interface ShopCluster {
  /** `host:port`, several with `;` between them. */
  readonly nameServers: string;
  readonly isEmbedded: boolean;
  close(): Promise<void>;
}

/** @param address - name servers of a real cluster; without them an embedded one is started */
export async function openCluster(address: string | undefined): Promise<ShopCluster> {
  if (address !== undefined && address !== '') {
    return { nameServers: address, isEmbedded: false, close: async () => {} };
  }
  const embedded = await EmbeddedCluster.start();
  return { nameServers: embedded.nameServer, isEmbedded: true, close: () => embedded.stop() };
}
