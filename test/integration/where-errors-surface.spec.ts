/**
 * Where the error of a send comes out, in each of the three modes: as the rejection of `send` and `sendOneway`, at the
 * callback of `sendAsync`, and never as an exception of the call.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, Producer, ProducerOptions, RocketMQClientOptions, SendOptions } from '../../lib/client/index.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { commandServer } from '../fixtures/raw-server.js';
import { runningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'errors';
const queue = { topic: TOPIC, brokerName: 'broker-a', queueId: 0 };
/** Loopback port 1 (tcpmux) is refused everywhere these tests run. */
const REFUSED = '127.0.0.1:1';

let cluster: EmbeddedCluster;

beforeAll(async () => {
  cluster = await EmbeddedCluster.start({ autoCreateTopics: false });
  cluster.createTopic(TOPIC);
  cluster.createTopic('read-only', { perm: 4 });
});

afterAll(async () => {
  await cluster.stop();
});

/** What a send ends with: an error, or `stored` for success. */
type Ending = Error | 'stored';

const ending = (sent: Promise<unknown>): Promise<Ending> =>
  sent.then(
    () => 'stored',
    (error: Error) => error,
  );

/** The same send in each mode, one after the other. */
async function inEachMode(producer: Producer, message: Message, options?: SendOptions): Promise<Ending[]> {
  const sync = await ending(producer.send(message, options));
  const asynchronous = await ending(
    new Promise((resolve, reject) => {
      producer.sendAsync(message, { onSuccess: resolve, onException: reject }, options);
    }),
  );
  const oneway = await ending(producer.sendOneway(message, options));
  return [sync, asynchronous, oneway];
}

interface Case {
  readonly message?: Partial<Message>;
  readonly options?: SendOptions;
  readonly producer?: Partial<ProducerOptions>;
  readonly client?: Partial<RocketMQClientOptions>;
}

const throwing = (): never => {
  throw new Error('no idea');
};

describe('in every mode', () => {
  it.each<[what: string, facts: Case, code: string]>([
    ['[B11.1] a bad message', { message: { body: Buffer.alloc(0) } }, 'INVALID_MESSAGE'],
    ['[B11.3] a topic without a route', { message: { topic: 'missing' } }, 'NO_ROUTE'],
    [
      '[B2.9] a selector without queues',
      { message: { topic: 'read-only' }, options: { selector: throwing } },
      'QUEUE_SELECTION_FAILED',
    ],
    ['[B11.4] a selector that throws', { options: { selector: throwing } }, 'QUEUE_SELECTION_FAILED'],
    [
      '[B11.4] a selector without a choice',
      { options: { selector: () => undefined as never } },
      'QUEUE_SELECTION_FAILED',
    ],
    ['[B11.5] a queue of another topic', { options: { queue: { ...queue, topic: 'other' } } }, 'INVALID_MESSAGE'],
    [
      '[B6.1] a queue of a broker that does not exist',
      { options: { queue: { ...queue, brokerName: 'gone' } } },
      'BROKER_NOT_FOUND',
    ],
    ['[B11.7] a body above the limit in flight', { producer: { maxInFlightBytes: 1 } }, 'BACK_PRESSURE'],
    ['[B11.10] an aborted signal', { options: { signal: AbortSignal.abort() } }, 'SEND_ABORTED'],
    [
      '[B10.8] [E4.9] [E8.5] an RPC hook that throws',
      { client: { rpcHooks: [{ doBeforeRequest: onSendOnly }] } },
      'HOOK_FAILED',
    ],
  ])('%s comes out once, and nothing is stored', async (_what, facts, code) => {
    await using running = runningClient({ nameServers: cluster.nameServer, ...facts.client }, facts.producer);
    const before = cluster.messages(TOPIC).length;

    const endings = await inEachMode(
      running.producer,
      { topic: TOPIC, body: textBody('hello'), ...facts.message },
      facts.options,
    );

    expect(endings).toMatchObject([{ code }, { code }, { code }]);
    expect(cluster.messages(TOPIC)).toHaveLength(before);
    expect(running.producer.inFlight).toBe(0);
    expect(running.events).toEqual([]);
  });

  it('[B11.8] [B10.7] [E4.10] a broker that cannot be connected to comes out, after the retries of the mode', async () => {
    const route = `{"brokerDatas":[{"brokerAddrs":{0:"${REFUSED}"},"brokerName":"broker-x","cluster":"c"}],"queueDatas":[{"brokerName":"broker-x","perm":6,"readQueueNums":1,"writeQueueNums":1}]}`;
    await using nameServer = await commandServer(() => ({ body: textBody(route) }));
    await using running = runningClient(
      { nameServers: nameServer.address },
      { retryTimesWhenSendFailed: 2, retryTimesWhenSendAsyncFailed: 1 },
    );

    const endings = await inEachMode(running.producer, { topic: TOPIC, body: textBody('hello') });

    expect(endings).toMatchObject([
      { code: 'BROKER_UNREACHABLE', responseCode: 10_001, attempts: [{ attempt: 1 }, { attempt: 2 }, { attempt: 3 }] },
      { code: 'BROKER_UNREACHABLE', responseCode: 10_001, attempts: [{ attempt: 1 }, { attempt: 2 }] },
      { code: 'BROKER_UNREACHABLE', responseCode: 10_001, attempts: [{ attempt: 1 }] },
    ]);
  });
});

it('[B11.9] [B11.11] an error code of a broker comes out in two modes, and is never known to a one-way send', async () => {
  await using running = runningClient({ nameServers: cluster.nameServer });
  const fault = cluster.fault({ on: 'SEND_MESSAGE_V2', times: 3, action: { kind: 'answer', code: 13 } });

  const endings = await inEachMode(running.producer, { topic: TOPIC, body: textBody('refused') });
  await running.producer.send({ topic: TOPIC, body: textBody('behind the one-way send') }, { queue });

  expect(endings).toMatchObject([
    { code: 'BROKER_REJECTED', responseCode: 13 },
    { code: 'BROKER_REJECTED', responseCode: 13 },
    'stored',
  ]);
  expect(fault.used()).toBe(3);
});

function onSendOnly(_address: string, { code }: { readonly code: number }): void {
  if (code === 310) throw new Error('the hook refuses');
}
