/**
 * A real cluster as a cluster under test: the Java client is the other side.
 */
import type { ClusterUnderTest } from '../promises/cluster-under-test.js';
import type { SpecJavaSide } from './harness/clusters.js';
import type { RealClusterInfo } from './harness/real-cluster.js';

const READ_TIMEOUT_MS = 60_000;

export function realSide({ nameServer }: RealClusterInfo, java: SpecJavaSide): ClusterUnderTest {
  return {
    nameServer,
    async read(topic, expect) {
      const messages = await java.read({ nameServer, topic, expect, timeoutMs: READ_TIMEOUT_MS });
      return messages.map((message) => ({
        ...message,
        offsetMsgId: message.offsetMsgId ?? undefined,
        tags: message.tags ?? undefined,
        keys: message.keys ?? undefined,
      }));
    },
  };
}
