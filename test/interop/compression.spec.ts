/**
 * Compressed bodies between this client and Java's, each kind, both ways, byte for byte.
 */
import { expect, it } from '@jest/globals';
import type { CompressType, MessageExt, PullReader } from '../../lib/client/index.js';
import { runningClient } from '../fixtures/running-client.js';
import { freshTopic } from '../promises/cluster-under-test.js';
import { describeOnRealBrokers, type SpecJavaSide } from './harness/clusters.js';
import type { RealClusterInfo } from './harness/real-cluster.js';

const TYPES = ['ZLIB', 'LZ4', 'ZSTD'] as const satisfies readonly CompressType[];
const TYPE_BITS: Readonly<Record<CompressType, number>> = { ZLIB: 0x300, LZ4: 0x100, ZSTD: 0x200 };
const SIZES = [5120, 307_200, 4_194_304];
/** Compressing and storing 4 MiB, on a machine that is busy with other tests. */
const TIMEOUT_MS = 20_000;

/** As the Java side makes them: a text again and again. */
function bodyOf(text: string, length: number): Buffer {
  return Buffer.alloc(length, text);
}

async function readAll(reader: PullReader, topic: string): Promise<readonly MessageExt[]> {
  const messages: MessageExt[] = [];
  for (const queue of await reader.queues(topic)) {
    const end = await reader.maxOffset(queue);
    for (let offset = await reader.minOffset(queue); offset < end;) {
      const result = await reader.pull(queue, offset);
      messages.push(...result.messages);
      offset = result.nextBeginOffset;
    }
  }
  return messages.toSorted((one, other) => one.body.length - other.body.length);
}

function describeOurs({ nameServer }: RealClusterInfo, java: SpecJavaSide): void {
  it.each(TYPES)('[B6.5d] what this client compresses by %s, Java reads', async (compressType) => {
    await using running = runningClient({ nameServers: nameServer }, { compressType, timeoutMs: TIMEOUT_MS });
    const topic = freshTopic(`compressed-${compressType}`);
    await java.createTopic({ nameServer, topic, queues: 1 });

    await Promise.all(SIZES.map((size) => running.producer.send({ topic, body: bodyOf('ours', size) })));
    const messages = await java.read({ nameServer, topic, expect: SIZES.length });

    const bySize = messages.toSorted((one, other) => one.body.length - other.body.length);
    expect(bySize.map(({ body }) => body.equals(bodyOf('ours', body.length)))).toEqual([true, true, true]);
    expect(bySize.map(({ body }) => body.length)).toEqual(SIZES);
    expect(bySize.map(({ sysFlag }) => sysFlag & 0x700)).toEqual(SIZES.map(() => TYPE_BITS[compressType]));
  });
}

describeOnRealBrokers('compressed bodies, with the Java client 5.5.0', (cluster, java) => {
  const { nameServer } = cluster;

  describeOurs(cluster, java);

  it.each(TYPES)('what Java compresses by %s, the pull reader reads', async (compressType) => {
    await using running = runningClient({ nameServers: nameServer });
    const topic = freshTopic(`java-${compressType}`);
    await java.createTopic({ nameServer, topic, queues: 1 });

    const summaries = await Promise.all(
      SIZES.map((bodyBytes) =>
        java.send({ nameServer, topic, count: 1, mode: 'sync', prefix: 'java', bodyBytes, compressType }),
      ),
    );
    // A real broker makes a stored message readable a moment later.
    await java.read({ nameServer, topic, expect: SIZES.length });
    const messages = await readAll(running.client.createPullReader(), topic);

    expect(summaries.flatMap(({ failures }) => failures)).toEqual([]);
    expect(messages.map(({ body }) => body.length)).toEqual(SIZES);
    expect(messages.map(({ body }) => bodyOf('java-0', body.length).equals(body))).toEqual([true, true, true]);
    expect(messages.map(({ sysFlag }) => sysFlag & 0x701)).toEqual(SIZES.map(() => TYPE_BITS[compressType]));
  });
});

describeOnRealBrokers('compressed bodies, with the Java client 4.9.7', describeOurs, { javaVersion: '4.9.7' });
