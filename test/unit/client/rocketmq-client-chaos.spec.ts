/**
 * A broker that closes, keeps silent, answers garbage, answers twice or refuses, at random: every send still settles,
 * once and in time, and nothing stays behind.
 */
import { describe, expect, it } from '@jest/globals';
import { RocketMQError } from '../../../lib/client/errors/rocketmq-error.js';
import { RocketMQClient } from '../../../lib/client/rocketmq-client.js';
import { latenessOf } from '../../fixtures/lateness.js';
import { aMessage } from '../../fixtures/messages.js';
import { startCluster, type TestCluster } from '../../fixtures/remoting-cluster.js';
import { STORED_FIELDS } from '../../fixtures/remoting-producer.js';
import type { Answerer } from '../../fixtures/remoting-server.js';
import { answerFrame } from '../../fixtures/remoting-socket.js';
import { turn, until } from '../../fixtures/remoting-turns.js';
import { SeededRandom } from '../../fixtures/seeded-random.js';

const SENDS = 300;
const UNANSWERED_SENDS = 30;
const TIMEOUT_MS = 250;
/** More than on an idle loop: this one encodes and compresses many bodies meanwhile. */
const MAX_LATE_MS = 100;
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
  readonly lateness: Promise<number>[];
}

/**
 * Sends in every mode; each send adds to its own count whenever it is told something. In the end the broker falls silent,
 * so that the last sends have nothing but their deadline.
 */
async function sendAll(client: RocketMQClient, cluster: TestCluster, random: SeededRandom): Promise<Tally> {
  const producer = client.createProducer({ group: 'orders', timeoutMs: TIMEOUT_MS });
  client.start();
  const tally: Tally = { calls: Array.from({ length: SENDS }, () => 0), strange: [], lateness: [] };
  for (let index = 0; index < SENDS; index += 1) {
    if (index === SENDS - UNANSWERED_SENDS) cluster.answers.set(310, () => undefined);
    const message = aMessage({ body: Buffer.alloc(random.pick([1, 4000, 5000, 40_000]), 'x') });
    const mode = random.below(3);
    const settled = new Promise<void>((settle) => {
      const told = (error?: unknown): void => {
        tally.calls[index] = (tally.calls[index] ?? 0) + 1;
        if (error !== undefined && !(error instanceof RocketMQError && 'attempts' in error)) tally.strange.push(error);
        settle();
      };
      if (mode === 0) void producer.send(message).then(() => told(), told);
      else if (mode === 1) producer.sendAsync(message, { onSuccess: () => told(), onException: told });
      else void producer.sendOneway(message).then(() => told(), told);
    });
    tally.lateness.push(latenessOf(settled, TIMEOUT_MS));
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

      const tally = await sendAll(client, cluster, random);
      await until(() => client.status().inFlight === 0);
      const report = await client.close();
      await until(() => cluster.server.sockets.size === 0);

      expect(tally.calls).toEqual(tally.calls.map(() => 1));
      expect(tally.strange).toEqual([]);
      expect(Math.max(...(await Promise.all(tally.lateness)))).toBeLessThan(MAX_LATE_MS);
      expect(report.aborted).toBe(0);
    },
  );
});
