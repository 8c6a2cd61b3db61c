/**
 * A million sends, a tenth of which time out, leave nothing behind: the heap after them is that of before. The answering
 * cluster is in a process of its own, so that its memory does not count. `short` makes a tenth of the sends.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RocketMQClient, type MessageQueue, type Producer } from '../../lib/client/index.js';
import { textBody } from '../fixtures/running-client.js';

const LONG = { warmUp: 100_000, sends: 1_000_000 } as const;
const SHORT = { warmUp: 50_000, sends: 100_000 } as const;
const IN_FLIGHT = 500;
const TIMEOUT_MS = 50;
const SAMPLES = 5;
const LIMIT_BYTES = 5 * 1024 * 1024;
const TOPIC = 'heap';

export async function run(wanted: readonly string[]): Promise<void> {
  const server = fork(new URL('heap-server.mjs', import.meta.url), { stdio: 'inherit' });
  try {
    const [nameServer] = (await once(server, 'message')) as [string];
    await measure(nameServer, wanted.includes('short') ? SHORT : LONG);
  } finally {
    server.disconnect();
  }
}

async function measure(nameServer: string, { warmUp, sends }: typeof LONG | typeof SHORT): Promise<void> {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  const client = new RocketMQClient({ nameServers: nameServer, logger: { warn: () => {} } });
  const producer = client.createProducer({ group: 'heap' });
  client.start();
  await sendAll(producer, warmUp);
  const before = await leastHeap(collect);
  const { stored, timedOut } = await sendAll(producer, sends);
  const after = await leastHeap(collect);
  await client.close();
  const left = process.getActiveResourcesInfo().filter((name) => !name.startsWith('Pipe') && !name.startsWith('TTY'));
  console.log(
    `stored ${stored}, timed out ${timedOut}, heap before ${megabytes(before)} MiB, after ${megabytes(after)} MiB`,
  );
  console.log(`active resources after close: ${left.join(', ') || 'none but the channel to the server'}`);
  if (stored + timedOut !== sends) throw new Error('some sends ended in another way');
  if (after > before + LIMIT_BYTES) throw new Error(`the heap grew by ${megabytes(after - before)} MiB`);
}

/** Every tenth send goes to the broker that does not answer. */
async function sendAll(producer: Producer, total: number): Promise<{ stored: number; timedOut: number }> {
  let next = 0;
  let stored = 0;
  let timedOut = 0;
  const body = textBody('x'.repeat(256));
  const sender = async (): Promise<void> => {
    while (next < total) {
      const isSilent = next++ % 10 === 0;
      const queue: MessageQueue = { topic: TOPIC, brokerName: isSilent ? 'broker-b' : 'broker-a', queueId: 0 };
      try {
        await producer.send(
          { topic: TOPIC, body },
          isSilent ? { queue, timeoutMs: TIMEOUT_MS } : { queue, timeoutMs: 30_000 },
        );
        stored += 1;
      } catch (error) {
        if ((error as { code?: string }).code !== 'SEND_TIMEOUT') throw error;
        timedOut += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
  return { stored, timedOut };
}

async function leastHeap(collect: () => void): Promise<number> {
  let least = Infinity;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    collect();
    collect();
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(2);
}
