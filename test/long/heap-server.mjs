// The cluster of heap.run.ts in a process of its own: broker-a stores, broker-b takes sends and never answers.
import { register } from 'node:module';
import process from 'node:process';

register('../typescript-hooks.js', import.meta.url);

const { EmbeddedCluster } = await import('../../lib/embedded/index.js');
const cluster = await EmbeddedCluster.start({ brokers: 2, maxMessages: 1000, maxRequests: 1 });
cluster.createTopic('heap');
cluster.fault({ on: 'SEND_MESSAGE_V2', server: 'broker-b', times: Infinity, action: { kind: 'drop-reply' } });
process.on('disconnect', () => void cluster.stop());
process.send(cluster.nameServer);
