/**
 * Automatic batching in trouble: what each caller is told is what is stored at that queue and offset, and nothing that was
 * acknowledged is lost.
 */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import type { Producer, ProducerOptions, SendAttempt, SendResult } from '../../lib/client/index.js';
import { EmbeddedCluster, type Fault } from '../../lib/embedded/index.js';
import { runningClient, textBody } from '../fixtures/running-client.js';
import { falseResults, type PlacedMessage, type ToldMessage } from '../fixtures/stored-places.js';

const TOPIC = 'joined';
const CALLERS = 50;
const MIXED_TOPICS = ['mix-1', 'mix-2'];

// Property tests take seconds, and many on a busy machine.
jest.setTimeout(120_000);

let cluster: EmbeddedCluster;

beforeEach(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 2 });
  cluster.createTopic(TOPIC);
});
afterEach(async () => {
  await cluster.stop();
});

const stored = (topic: string): PlacedMessage[] =>
  cluster.messages(topic).map((message) => ({ ...message, body: Buffer.from(message.body) }));
const batches = (): number => cluster.requests().filter(({ name }) => name === 'SEND_BATCH_MESSAGE').length;

/** All callers send in one tick. */
async function sendTogether(producer: Producer, timeoutMs = 3000): Promise<PromiseSettledResult<ToldMessage>[]> {
  // The route and the connections are there when it begins.
  await Promise.all(
    cluster.brokers.map(({ name }) =>
      producer.send(
        { topic: TOPIC, body: textBody('first') },
        { queue: { topic: TOPIC, brokerName: name, queueId: 0 }, timeoutMs: 30_000 },
      ),
    ),
  );
  return Promise.allSettled(
    Array.from({ length: CALLERS }, async (_, caller) => {
      const body = textBody(`caller ${caller}`);
      return { topic: TOPIC, body, result: await producer.send({ topic: TOPIC, body }, { timeoutMs }) };
    }),
  );
}

const valuesOf = <T>(outcomes: readonly PromiseSettledResult<T>[]): T[] =>
  outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
const errorsOf = (outcomes: readonly PromiseSettledResult<unknown>[]): (Error & SendErrorParts)[] =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error & SendErrorParts] : []));
interface SendErrorParts {
  readonly code: string;
  readonly messageId: string;
  readonly attempts: readonly SendAttempt[];
}

describe('callers whose messages travel together', () => {
  const BATCHING: Partial<ProducerOptions> = { batching: { maxCount: 20 } };
  const on = 'SEND_BATCH_MESSAGE';

  it.each<[string, Fault, number]>([
    ['a busy broker', { on, action: { kind: 'answer', code: 2 } }, 0],
    ['a connection cut before the batch is stored', { on, action: { kind: 'cut' } }, 0],
    ['a connection cut after the batch is stored', { on, action: { kind: 'half-frame' } }, 20],
  ])('[F4] get true results after %s', async (_what, fault, doubled) => {
    await using running = runningClient({ nameServers: cluster.nameServer }, BATCHING);
    cluster.fault(fault);

    const outcomes = await sendTogether(running.producer, 30_000);

    const told = valuesOf(outcomes);
    expect(errorsOf(outcomes)).toEqual([]);
    expect(falseResults(told, stored(TOPIC))).toEqual([]);
    expect(new Set(told.map(({ result }) => result.offsetMsgId)).size).toBe(CALLERS);
    // A cut also takes the other batches on that connection: those that were stored are doubled, too.
    expect(stored(TOPIC).length).toBeGreaterThanOrEqual(2 + CALLERS + doubled);
    expect(batches()).toBeGreaterThan(3);
    expect(cluster.unusedFaults()).toEqual([]);
  });

  it('[F4] get true results when an answer is lost, and each its own deadline', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer }, BATCHING);
    cluster.fault({ on, times: 2, action: { kind: 'drop-reply' } });

    const outcomes = await sendTogether(running.producer, 600);

    expect(falseResults(valuesOf(outcomes), stored(TOPIC))).toEqual([]);
    expect(errorsOf(outcomes).filter(({ code }) => code !== 'SEND_TIMEOUT')).toEqual([]);
  });

  it('[F4] get errors of their own when the broker refuses the batch', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer }, BATCHING);
    const refusal = cluster.fault({ on, times: Infinity, action: { kind: 'answer', code: 13 } });

    const errors = errorsOf(await sendTogether(running.producer));
    refusal.cancel();

    expect(errors).toHaveLength(CALLERS);
    expect(new Set(errors).size).toBe(CALLERS);
    expect(new Set(errors.map(({ messageId }) => messageId)).size).toBe(CALLERS);
    for (const error of errors) expect(error).toMatchObject({ code: 'BROKER_REJECTED', responseCode: 13 });
    expect(running.producer.inFlight).toBe(0);
    expect(stored(TOPIC)).toHaveLength(2);
  });
});

const queueName = (topic: string, { messageQueue }: SendResult): string =>
  `${topic} ${messageQueue.brokerName} ${messageQueue.queueId}`;

/** Finds messages that lie behind one that was sent to the same queue later. */
function overtaken(told: readonly ToldMessage[]): (one: ToldMessage, index: number) => boolean {
  return ({ topic, result }, index) =>
    told.slice(index + 1).some((later) => {
      const isSameQueue = queueName(later.topic, later.result) === queueName(topic, result);
      return isSameQueue && later.result.queueOffset < result.queueOffset;
    });
}

const mode = fc.constantFrom('SYNC', 'ASYNC', 'SYNC', 'SYNC');
const someMessage = fc.record({
  mode,
  topic: fc.constantFrom(...MIXED_TOPICS),
  size: fc.oneof({ weight: 9, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.integer({ min: 1000, max: 9000 }) }),
  waitStoreMsgOk: fc.constantFrom(true, true, true, false),
  queueId: fc.option(fc.nat(3), { nil: undefined }),
  timeoutMs: fc.constantFrom(20_000, 20_000, 20_001),
  tags: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  /** Whether the caller lets a turn pass before it sends. */
  isLater: fc.boolean(),
});

const someBatching = fc.record({
  maxCount: fc.integer({ min: 1, max: 40 }),
  maxBytes: fc.integer({ min: 1, max: 5000 }),
  lingerMs: fc.constantFrom(0, 0, 1),
});

type SomeMessage = typeof someMessage extends fc.Arbitrary<infer T> ? T : never;

async function sendOne(producer: Producer, run: string, one: SomeMessage, index: number): Promise<ToldMessage> {
  const { topic, queueId, timeoutMs, waitStoreMsgOk, tags } = one;
  const body = textBody(`${run} ${String(index).padStart(3, '0')}`.padEnd(one.size, '.'));
  const queue = queueId === undefined ? undefined : { topic, brokerName: 'broker-a', queueId };
  if (one.isLater) await new Promise(setImmediate);
  const message = { topic, body, waitStoreMsgOk, tags };
  const result = await (one.mode === 'SYNC'
    ? producer.send(message, { queue, timeoutMs })
    : new Promise<SendResult>((resolve, reject) => {
        producer.sendAsync(message, { onSuccess: resolve, onException: reject }, { queue, timeoutMs });
      }));
  return { topic, body, result };
}

it('[F4] any mix of messages gives results that match the store, and keeps the order of each queue', async () => {
  for (const topic of MIXED_TOPICS) cluster.createTopic(topic);
  let run = 0;

  await fc.assert(
    fc.asyncProperty(fc.array(someMessage, { minLength: 1, maxLength: 60 }), someBatching, async (mix, batching) => {
      await using running = runningClient({ nameServers: cluster.nameServer }, { batching });
      const { producer } = running;
      run += 1;
      for (const topic of MIXED_TOPICS) await producer.send({ topic, body: textBody('first') }, { timeoutMs: 20_000 });

      const told = await Promise.all(mix.map((one, index) => sendOne(producer, `run-${run}`, one, index)));

      const all = MIXED_TOPICS.flatMap(stored).filter(({ body }) => body.toString().startsWith(`run-${run} `));
      expect(falseResults(told, all)).toEqual([]);
      expect(all).toHaveLength(mix.length);
      // Compression takes its time, with or without batching.
      const inCallOrder = told.filter(({ body }, index) => body.length < 4096 && mix[index]?.isLater === false);
      expect(inCallOrder.filter(overtaken(inCallOrder))).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
