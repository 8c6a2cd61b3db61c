/**
 * The embedded cluster as a cluster under test: its own memory is the other side.
 */
import type { EmbeddedCluster } from '../../lib/embedded/index.js';
import type { ClusterUnderTest } from './cluster-under-test.js';

export function embeddedSide(cluster: EmbeddedCluster): ClusterUnderTest {
  return {
    nameServer: cluster.nameServer,
    async read(topic, expect) {
      const messages = await cluster.waitFor(topic, expect, { timeoutMs: 20_000 });
      return messages.map((message) => ({
        ...message,
        brokerName: undefined,
        keys: message.properties['KEYS'],
        body: Buffer.from(message.body),
      }));
    },
  };
}
