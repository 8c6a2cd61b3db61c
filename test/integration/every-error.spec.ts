/**
 * Every error code can be provoked from outside, and is found in the error or in the causes behind it.
 */
import { describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { concat, type Observable, of } from 'rxjs';
import {
  ERROR_CODES,
  type ErrorCode,
  type ProducerOptions,
  RocketMQClient,
  RocketMQError,
  type RocketMQClientOptions,
} from '../../lib/client/index.js';
import { EmbeddedCluster, type EmbeddedClusterOptions, type Fault } from '../../lib/embedded/index.js';
import { defineTopic, ProducerService, type Payload, type RocketMQModuleOptions, SendSync } from '../../lib/index.js';
import { type RecorderUnsupportedError, RecordingProducer, watchForLeaks } from '../../lib/testing/index.js';
import { thrownBy } from '../fixtures/caught.js';
import { rawServer } from '../fixtures/raw-server.js';
import { rejectionOf, runningClient, type RunningClient, textBody } from '../fixtures/running-client.js';
import { startApp, startCluster } from './nest-app.js';

const TOPIC = 'every-error';
const message = { topic: TOPIC, body: textBody('hello') };
const REFUSED = '127.0.0.1:1';

const STRICT_TOPIC = defineTopic<Payload>(TOPIC, {
  schema: { '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: 'never good' }] }) } },
});

const REQUIRED = Symbol('a method with requireStatus');

interface Scene {
  readonly cluster: EmbeddedCluster;
  readonly running: RunningClient;
}

interface Setting {
  readonly cluster?: EmbeddedClusterOptions;
  readonly client?: Partial<RocketMQClientOptions>;
  readonly producer?: Partial<ProducerOptions>;
  readonly faults?: readonly Fault[];
}

type Provocation = () => Promise<Error>;

/** What goes wrong on an embedded cluster with one topic. */
function on(setting: Setting, act: (scene: Scene) => Promise<unknown>): Provocation {
  return async () => {
    await using cluster = await EmbeddedCluster.start(setting.cluster);
    if (setting.cluster?.autoCreateTopics !== false) cluster.createTopic(TOPIC);
    for (const fault of setting.faults ?? []) cluster.fault(fault);
    await using running = runningClient({ nameServers: cluster.nameServer, ...setting.client }, setting.producer);
    // Waited for here: the cluster ends with this function.
    return await rejectionOf(act({ cluster, running }));
  };
}

const sendOn = (setting: Setting): Provocation => on(setting, ({ running }) => running.producer.send(message));

/** A send on a Nest module. */
function inNest(
  rocketmq: Partial<RocketMQModuleOptions>,
  payload: Payload | typeof REQUIRED,
  faults: readonly Fault[] = [],
  topic: string | typeof STRICT_TOPIC = TOPIC,
): Provocation {
  return async () => {
    const cluster = await startCluster();
    cluster.createTopic(TOPIC);
    for (const fault of faults) cluster.fault(fault);
    const app = await startApp({ nameServer: cluster.nameServer, rocketmq, providers: [TwiceInterceptor, Publisher] });
    const call = payload === REQUIRED ? app.get(Publisher).publish() : app.get(ProducerService).send(topic, payload);
    return rejectionOf(call);
  };
}

/** A broker that answers with bytes of its own. */
function answeredWith(bytes: Buffer): Provocation {
  return async () => {
    await using server = await rawServer((socket) => socket.write(bytes));
    await using running = runningClient({ nameServers: server.address }, { timeoutMs: 1000 });
    const { cause } = await rejectionOf(running.producer.send(message));
    return cause as Error;
  };
}

@Injectable()
class Publisher {
  @SendSync(TOPIC, { requireStatus: 'SEND_OK' })
  publish(): Promise<string> {
    return Promise.resolve('hello');
  }
}

@Injectable()
class TwiceInterceptor {
  intercept(_context: unknown, next: { handle(): Observable<unknown> }): Observable<unknown> {
    return concat(next.handle(), of(1));
  }
}

const answer = (code: number, facts: Partial<Fault> = {}): Fault => ({
  on: 'SEND_MESSAGE_V2',
  times: Infinity,
  action: { kind: 'answer', code },
  ...facts,
});
const flushTimedOut: Fault = {
  on: 'SEND_MESSAGE_V2',
  action: {
    kind: 'answer',
    code: 10,
    extFields: { msgId: '7F00000100002A9F0000000000000000', queueId: '0', queueOffset: '0' },
  },
};
const throwing = (text: string) => (): never => {
  throw new Error(text);
};

const PROVOCATIONS: Readonly<Record<ErrorCode, Provocation>> = {
  INVALID_OPTIONS: () => rejectionOf(Promise.resolve().then(() => new RocketMQClient({ nameServers: [] }))),
  INVALID_MESSAGE: on({}, ({ running }) => running.producer.send({ ...message, topic: 'no blanks' })),
  COMPRESSION_UNAVAILABLE: async () => {
    jest.unstable_mockModule('lz4-napi', throwing('not installed'));
    return sendOn({ producer: { compressType: 'LZ4', compressOverBytes: 1 } })();
  },
  PAYLOAD_INVALID: inNest({}, 5, [], STRICT_TOPIC),
  PAYLOAD_NOT_SERIALIZABLE: inNest({}, { big: 1n as unknown as string }),
  PUBLISHER_NOT_BOUND: () => rejectionOf(new Publisher().publish()),
  SEND_STATUS_NOT_OK: inNest({}, REQUIRED, [flushTimedOut]),
  INTERCEPTOR_MISUSED: inNest({ interceptors: [TwiceInterceptor] }, 'hello'),
  PRODUCER_NOT_STARTED: () =>
    rejectionOf(new RocketMQClient({ nameServers: REFUSED }).createProducer({ group: 'g' }).send(message)),
  PRODUCER_CLOSED: on({}, async ({ running }) => {
    await running.producer.close();
    await running.producer.send(message);
  }),
  CLIENT_CLOSED: on({}, async ({ running }) => {
    await running.client.close();
    running.client.createPullReader();
  }),
  FRAME_TOO_LARGE: answeredWith(Buffer.from([0x7f, 0xff, 0xff, 0xff])),
  FRAME_MALFORMED: answeredWith(Buffer.from([0, 0, 0, 4, 9, 0, 0, 0])),
  RESPONSE_INVALID: sendOn({ faults: [answer(0)] }),
  CONNECT_FAILED: on({}, ({ running, cluster }) =>
    cluster.stopServer('broker-a', { keepRoute: true }).then(() => running.producer.send(message)),
  ),
  CONNECTION_CLOSED: sendOn({ faults: [{ on: 'SEND_MESSAGE_V2', times: Infinity, action: { kind: 'cut' } }] }),
  REQUEST_TIMEOUT: sendOn({
    producer: { timeoutMs: 100 },
    faults: [{ on: 'SEND_MESSAGE_V2', action: { kind: 'drop-reply' } }],
  }),
  TOO_MANY_REQUESTS: on(
    {
      client: { maxInFlightRequests: 1 },
      faults: [{ on: 'SEND_MESSAGE_V2', times: Infinity, action: { kind: 'drop-reply' } }],
    },
    async ({ running }) => {
      await running.producer.fetchPublishMessageQueues(TOPIC);
      void running.producer.send(message, { timeoutMs: 5000 }).catch(() => {});
      await running.producer.send(message, { timeoutMs: 300 });
    },
  ),
  BROKER_RESPONSE: sendOn({ faults: [answer(13)] }),
  NO_NAME_SERVER: on({ client: { nameServers: REFUSED }, producer: { timeoutMs: 300 } }, ({ running }) =>
    running.producer.send(message),
  ),
  NO_ROUTE: sendOn({ cluster: { autoCreateTopics: false } }),
  TOPIC_NOT_CREATED: on({ faults: [answer(29, { on: 'UPDATE_AND_CREATE_TOPIC' })] }, ({ running }) =>
    running.client.admin.createTopic('another-topic'),
  ),
  NO_MESSAGE: on({}, ({ running }) => running.client.admin.queryMessage(TOPIC, 'no-such-key')),
  BROKER_NOT_FOUND: on({}, ({ running }) =>
    running.producer.send(message, { queue: { topic: TOPIC, brokerName: 'nobody', queueId: 0 } }),
  ),
  BATCH_PARTLY_SENT: on({ producer: { maxBodyBytes: 600 }, faults: [answer(13)] }, ({ running }) =>
    running.producer.sendBatch([200, 200, 200].map((bytes) => ({ topic: TOPIC, body: Buffer.alloc(bytes, 'x') }))),
  ),
  BROKER_UNREACHABLE: on({}, ({ running, cluster }) =>
    cluster.stopServer('broker-a', { keepRoute: true }).then(() => running.producer.send(message)),
  ),
  BROKER_REJECTED: sendOn({ faults: [answer(13)] }),
  UNSUPPORTED_BY_BROKER: on({ cluster: { version: '4.9.7' } }, ({ running }) =>
    running.producer.send({ ...message, deliverAfterMs: 1000 }),
  ),
  HOOK_FAILED: sendOn({
    client: {
      rpcHooks: [
        {
          doBeforeRequest: (_address, { code }) => {
            if (code === 310) throw new Error('no signature');
          },
        },
      ],
    },
  }),
  QUEUE_SELECTION_FAILED: on({}, ({ running }) => running.producer.send(message, { selector: throwing('no queue') })),
  SEND_ABORTED: on({}, ({ running }) => running.producer.send(message, { signal: AbortSignal.abort() })),
  BACK_PRESSURE: sendOn({ producer: { maxInFlightBytes: 1, whenInFlightFull: 'fail' } }),
  SEND_TIMEOUT: sendOn({
    producer: { timeoutMs: 100 },
    faults: [{ on: 'SEND_MESSAGE_V2', action: { kind: 'drop-reply' } }],
  }),
  MESSAGES_MISSING: () => rejectionOf(new RecordingProducer().waitFor(TOPIC, 1, { timeoutMs: 1 })),
  RECORDER_UNSUPPORTED: async () =>
    thrownBy(() => new RecordingProducer().native.client.createPullReader()) as RecorderUnsupportedError,
  TEST_LEAK: async () => {
    await using cluster = await EmbeddedCluster.start();
    const watch = watchForLeaks();
    await using running = runningClient({ nameServers: cluster.nameServer });
    await running.producer.send(message);
    return await rejectionOf(watch.assertNoLeaks({ timeoutMs: 0 }));
  },
  MESSAGE_WAIT: on({}, ({ cluster }) => cluster.waitFor(TOPIC, 1, { timeoutMs: 1 })),
  SEND_FORBIDDEN: sendOn({ producer: { checkForbiddenHooks: [{ checkForbidden: throwing('not today') }] } }),
};

/** The codes of an error and of what caused it, the attempts of a send included. */
function codesBehind(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const code = (error as Partial<RocketMQError>).code;
  return [...(code === undefined ? [] : [code]), ...codesBehind(error.cause)];
}

describe('every error code', () => {
  it('has a provocation here', () => {
    expect(Object.keys(PROVOCATIONS).toSorted()).toEqual(Object.keys(ERROR_CODES).toSorted());
  });

  it.each(Object.entries(PROVOCATIONS))('%s can be provoked', async (code, provoke) => {
    const error = await provoke();

    expect(error).toBeInstanceOf(RocketMQError);
    expect(codesBehind(error)).toContain(code);
    expect(error.message.length).toBeGreaterThan(20);
  });
});
