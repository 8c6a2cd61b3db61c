/**
 * A broker that closes, keeps silent, answers garbage, answers twice or refuses, at random: every send still settles,
 * once and in time, and nothing stays behind.
 */
import { describe, expect, it } from '@jest/globals';
import { RocketMQError } from '../../../lib/client/errors/rocketmq-error.js';
import { RocketMQClient } from '../../../lib/client/rocketmq-client.js';
import { aMessage } from '../../fixtures/messages.js';
import { startCluster, type TestCluster } from '../../fixtures/remoting-cluster.js';
import { STORED_FIELDS } from '../../fixtures/remoting-producer.js';
import type { Answerer } from '../../fixtures/remoting-server.js';
import { answerFrame } from '../../fixtures/remoting-socket.js';
import { turn, until } from '../../fixtures/remoting-turns.js';
import { SeededRandom } from '../../fixtures/seeded-random.js';

const TIMEOUT_MS = 250;
const stored = { extFields: STORED_FIELDS };

/** What a broker may do with a send, most of it bad. */
function mischief({ server }: TestCluster, random: SeededRandom): Answerer {
  const toAll = (act: (socket: typeof server.sockets extends ReadonlySet<infer S> ? S : never) => void): undefined => {
    for (const socket of server.sockets) act(socket);
    return undefined;
  };
  const tricks: readonly Answerer[] = [
    () => stored,
    () => stored,
    () => stored,
    () => undefined,
    () => ({ code: random.pick([1, 2, 13, 14, 17, 9999]) }),
    () => ({}),
    (request) => toAll((socket) => socket.write(Buffer.concat([answerFrame(request, stored), answerFrame(request)]))),
    () => toAll((socket) => socket.write(random.bytes(20))),
    () => toAll((socket) => socket.destroy()),
    () => toAll((socket) => socket.end()),
    () => toAll((socket) => socket.resetAndDestroy()),
  ];
  return (request) => (random.below(8) === 0 ? random.pick(tricks)(request) : stored);
}

interface Tally {
  readonly calls: number[];
  readonly strange: unknown[];
  slowestMs: number;
}

/** Sends in every mode; each send adds to its own count whenever it is told something. */
async function sendAll(client: RocketMQClient, random: SeededRandom, count: number): Promise<Tally> {
  const producer = client.createProducer({ group: 'orders', timeoutMs: TIMEOUT_MS });
  client.start();
  const tally: Tally = { calls: Array.from({ length: count }, () => 0), strange: [], slowestMs: 0 };
  for (let index = 0; index < count; index += 1) {
    const startedAt = performance.now();
    const told = (error?: unknown): void => {
      tally.calls[index] = (tally.calls[index] ?? 0) + 1;
      tally.slowestMs = Math.max(tally.slowestMs, performance.now() - startedAt);
      if (error !== undefined && !(error instanceof RocketMQError && 'attempts' in error)) tally.strange.push(error);
    };
    const message = aMessage({ body: Buffer.alloc(random.pick([1, 4000, 5000, 40_000]), 'x') });
    const mode = random.below(3);
    if (mode === 0) void producer.send(message).then(() => told(), told);
    else if (mode === 1) producer.sendAsync(message, { onSuccess: () => told(), onException: told });
    else void producer.sendOneway(message).then(() => told(), told);
    if (random.below(10) === 0) await turn();
  }
  return tally;
}

describe('a client of a broker that misbehaves', () => {
  it.each([1, 2, 3, 4, 5])(
    '[E4.8] [E5.4] settles every send once and in time, and leaves nothing behind (seed %d)',
    async (seed) => {
      const random = new SeededRandom(seed);
      await using cluster = await startCluster();
      cluster.answers.set(310, mischief(cluster, random));
      const client = new RocketMQClient({ nameServers: cluster.address, logger: { warn: () => {} } });

      const tally = await sendAll(client, random, 300);
      await until(() => client.status().inFlight === 0);
      const report = await client.close();
      await until(() => cluster.server.sockets.size === 0);

      expect(tally.calls).toEqual(tally.calls.map(() => 1));
      expect(tally.strange).toEqual([]);
      expect(tally.slowestMs).toBeLessThan(TIMEOUT_MS * 4);
      expect(report.aborted).toBe(0);
    },
  );
});
