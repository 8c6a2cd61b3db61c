/**
 * A send pinned to one queue goes there and nowhere else; its signal ends the wait for it.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Producer, SendOptions, SendResult } from '../../lib/client/index.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { rejectionOf, runningClient, type RunningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'pinned';
const message = { topic: TOPIC, body: textBody('hello') };
const queue = { topic: TOPIC, brokerName: 'broker-b', queueId: 3 };

let cluster: EmbeddedCluster;
let running: RunningClient;

beforeEach(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 2 });
  cluster.createTopic(TOPIC);
  running = runningClient({ nameServers: cluster.nameServer });
});

afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await cluster.stop();
});

function sendAsync(producer: Producer, options: SendOptions): Promise<SendResult> {
  return new Promise((resolve, reject) => {
    producer.sendAsync(message, { onSuccess: resolve, onException: reject }, options);
  });
}

const sends = (): readonly { readonly server: string }[] =>
  cluster.requests().filter(({ name }) => name === 'SEND_MESSAGE_V2');

describe('a pinned send', () => {
  it.each([
    ['queue', { queue }],
    ['selector', { selector: () => queue }],
  ])(
    '[B0.6] [B0.7] [B0.8] [B0.9] [B0.11] [B0.13] by %s is stored in that queue, in every mode',
    async (_name, options) => {
      const { messageQueue } = await running.producer.send(message, options);
      await sendAsync(running.producer, options);
      await running.producer.sendOneway(message, options);
      await cluster.waitFor(TOPIC, 3);

      expect(messageQueue).toEqual(queue);
      expect(new Set(sends().map(({ server }) => server))).toEqual(new Set(['broker-b']));
      expect(cluster.messages(TOPIC).map(({ queueId }) => queueId)).toEqual([3, 3, 3]);
    },
  );

  it('[B12.4] by sharding key keeps the order of its key', async () => {
    for (let step = 0; step < 20; step++) {
      const body = textBody(String(step).padStart(2, '0'));
      await running.producer.send({ topic: TOPIC, body }, { shardingKey: 'order-7' });
    }

    const stored = cluster.messages(TOPIC);
    const bodies = stored.map(({ body }) => Buffer.from(body).toString());
    expect(bodies).toEqual(bodies.toSorted());
    expect(new Set(stored.map(({ queueId, storeHost }) => `${storeHost} ${queueId}`)).size).toBe(1);
  });

  it('[B0.6] [B0.9] has one attempt under the SYNC policy', async () => {
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 2 } });

    const error = await rejectionOf(running.producer.send(message, { queue }));

    expect(error).toMatchObject({ code: 'BROKER_REJECTED', responseCode: 2 });
    expect(sends()).toHaveLength(1);
  });

  it('[B0.7] [B0.11] [B10.11] goes to the same queue again when its connection ends, under the ASYNC policy', async () => {
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'cut' } });

    const { messageQueue } = await sendAsync(running.producer, { queue });

    expect(messageQueue).toEqual(queue);
    expect(cluster.unusedFaults()).toEqual([]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no idea');
      },
      'no idea',
    ],
    ['chooses nothing', () => undefined, 'select message queue return null.'],
    ['chooses a queue of another topic', () => ({ ...queue, topic: 'other' }), "message's topic not equal mq's topic"],
  ])('[B11.4] whose selector %s is not sent', async (_name, selector, reason) => {
    const error = await rejectionOf(running.producer.send(message, { selector: selector as never }));

    expect(error).toMatchObject({ code: 'QUEUE_SELECTION_FAILED' });
    expect(error.message).toContain(reason);
    expect(sends()).toEqual([]);
  });
});

describe('the codes worth a retry', () => {
  it('[B5.8] can be added to, for each policy', async () => {
    await using eager = runningClient(
      { nameServers: cluster.nameServer },
      { group: 'eager', retryResponseCodes: { sync: [13], async: [2] } },
    );
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 13 } });
    const sync = await eager.producer.send(message);
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 2 } });
    const asynchronous = await sendAsync(eager.producer, {});

    expect([sync.sendStatus, asynchronous.sendStatus]).toEqual(['SEND_OK', 'SEND_OK']);
  });

  it('[B5.6b] [B8.10] do not include a status other than SEND_OK, unless retryAnotherBrokerWhenNotStoreOK says so', async () => {
    await using eager = runningClient(
      { nameServers: cluster.nameServer },
      { group: 'eager', retryAnotherBrokerWhenNotStoreOK: true },
    );
    const extFields = { msgId: '7F0000010000000100000000000000FF', queueId: '0', queueOffset: '5' };
    const notFlushed = { on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 10, extFields } } as const;
    cluster.fault({ ...notFlushed, times: 1 });
    const plain = await running.producer.send(message);
    cluster.fault({ ...notFlushed, times: 1 });
    const better = await eager.producer.send(message);
    cluster.fault({ ...notFlushed, times: 3 });
    const noBetter = await eager.producer.send(message);

    expect([plain.sendStatus, better.sendStatus, noBetter.sendStatus]).toEqual([
      'FLUSH_DISK_TIMEOUT',
      'SEND_OK',
      'FLUSH_DISK_TIMEOUT',
    ]);
  });

  it('[B5.7d] [B5.10] [B8.12] leave a stored message stored: its status counts more than the error of a later attempt', async () => {
    await using eager = runningClient(
      { nameServers: cluster.nameServer },
      { group: 'eager', retryAnotherBrokerWhenNotStoreOK: true },
    );
    const extFields = { msgId: '7F0000010000000100000000000000FF', queueId: '0', queueOffset: '5' };
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 12, extFields } });
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 13 } });

    const { sendStatus } = await eager.producer.send(message);

    expect(sendStatus).toBe('FLUSH_SLAVE_TIMEOUT');
    expect(cluster.unusedFaults()).toEqual([]);
  });
});

describe('a signal', () => {
  it('[B5.7e] [B11.10] [C1.14] ends the wait for a frozen broker, and the late answer changes nothing', async () => {
    await running.producer.send(message, { queue });
    cluster.freeze('broker-b');
    const abort = new AbortController();

    const waiting = rejectionOf(running.producer.send(message, { queue, signal: abort.signal }));
    abort.abort(new Error('the request was cancelled'));
    const error = await waiting;
    cluster.thaw('broker-b');
    await cluster.waitFor(TOPIC, 2);

    expect(error).toMatchObject({ code: 'SEND_ABORTED', cause: { message: 'the request was cancelled' } });
    expect(running.producer.inFlight).toBe(0);
  });

  it('that is aborted already sends nothing', async () => {
    const error = await rejectionOf(running.producer.send(message, { signal: AbortSignal.abort('too late') }));

    expect(error).toMatchObject({ code: 'SEND_ABORTED' });
    expect(error.message).toContain('too late');
    expect(sends()).toEqual([]);
  });

  it('is let go when the send has ended', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...all: Parameters<typeof add>) => {
      listeners += 1;
      add(...all);
    };
    signal.removeEventListener = (...all: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...all);
    };

    await running.producer.send(message, { signal });

    expect(listeners).toBe(0);
  });
});
