import { describe, expect, it } from '@jest/globals';
import { PullReader, type PullReaderOptions } from '../../../../lib/client/consumer/pull-reader.js';
import type { RemotingCommand } from '../../../../lib/client/protocol/remoting-command.js';
import { RemotingClient } from '../../../../lib/client/remoting/remoting-client.js';
import { BrokerAddressTable } from '../../../../lib/client/routing/broker-address-table.js';
import { BrokerRequests } from '../../../../lib/client/routing/broker-requests.js';
import { storedMessage } from '../../../fixtures/messages.js';
import { aPool, type PoolRig } from '../../../fixtures/remoting-pool.js';
import { aRoute, BROKER_A, FakeNameServers, MASTER_A } from '../../../fixtures/remoting-routes.js';
import type { FakeSocket } from '../../../fixtures/remoting-socket.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

const QUEUE = { topic: 'TopicTest', brokerName: 'broker-a', queueId: 1 };
const PULL_FIELDS = { suggestWhichBrokerId: '0', nextBeginOffset: '9', minOffset: '2', maxOffset: '30' };

interface ReaderRig extends PoolRig {
  readonly reader: PullReader;
  readonly nameServers: FakeNameServers;
  readonly brokers: BrokerAddressTable;
}

function aReader(options: PullReaderOptions = {}): ReaderRig {
  const rig = aPool();
  const nameServers = new FakeNameServers();
  const brokers = new BrokerAddressTable({});
  const reader = new PullReader(options, {
    requests: new BrokerRequests({
      remoting: new RemotingClient(rig.pool, rig.clock),
      nameServers: nameServers.asClient,
      brokers,
    }),
    clock: rig.clock,
    maxBodyBytes: 1_048_576,
    namespace: undefined,
  });
  return { ...rig, reader, nameServers, brokers };
}

/** A reader that knows its broker. */
function aRoutedReader(options?: PullReaderOptions): ReaderRig {
  const rig = aReader(options);
  rig.brokers.update(aRoute());
  return rig;
}

/** The socket with the reader's request on it. */
async function asked({ dialer }: ReaderRig): Promise<FakeSocket> {
  await turn();
  const socket = dialer.accept(MASTER_A);
  await turn();
  return socket;
}

/** The answer to a request of this reader. */
async function answered(rig: ReaderRig, facts: Partial<RemotingCommand>): Promise<FakeSocket> {
  const socket = await asked(rig);
  socket.answer(socket.lastFrame, facts);
  return socket;
}

describe('queues()', () => {
  it('are the readable ones, asked for anew each time', async () => {
    const { reader, nameServers } = aReader();
    nameServers.routes.set('TopicTest', aRoute([{ ...BROKER_A, queues: 1, readQueues: 2 }]));

    const queues = [await reader.queues('TopicTest'), await reader.queues('TopicTest')];

    expect(queues[1]).toEqual([
      { topic: 'TopicTest', brokerName: 'broker-a', queueId: 0 },
      { topic: 'TopicTest', brokerName: 'broker-a', queueId: 1 },
    ]);
    expect(nameServers.topics).toEqual(['TopicTest', 'TopicTest']);
  });

  it('reject for a topic that the name servers do not know', async () => {
    const { reader, nameServers } = aReader();
    nameServers.routes.set('TopicTest', undefined);

    const error = await rejectionOf(reader.queues('TopicTest'));

    expect(error).toMatchObject({ code: 'NO_ROUTE', topic: 'TopicTest' });
  });
});

describe('offsets', () => {
  it.each([
    ['minOffset', 31],
    ['maxOffset', 30],
  ] as const)('%s asks the broker of the queue with code %d', async (method, code) => {
    const rig = aRoutedReader();
    const offset = rig.reader[method](QUEUE);

    const socket = await answered(rig, { extFields: { offset: '42' } });

    expect(await offset).toBe(42);
    expect(socket.lastFrame).toMatchObject({
      code,
      extFields: { topic: 'TopicTest', queueId: '1', bname: 'broker-a' },
    });
  });

  it.each([
    ['a code', { code: 1 }, 'BROKER_RESPONSE'],
    ['no offset', {}, 'RESPONSE_INVALID'],
    ['an offset beyond 2^53', { extFields: { offset: '9007199254740993' } }, 'RESPONSE_INVALID'],
  ])('reject when the broker answers with %s', async (_what, facts, code) => {
    const rig = aRoutedReader();
    const offset = outcomeOf(rig.reader.maxOffset(QUEUE));

    await answered(rig, facts);
    await turn();

    expect(offset.now).toMatchObject({ state: 'rejected', error: { code } });
  });

  it('ask for the route first when the broker is not known, and reject when it has no master', async () => {
    const { reader, nameServers } = aReader();
    nameServers.routes.set('TopicTest', aRoute([{ name: 'broker-a' }]));

    const error = await rejectionOf(reader.maxOffset(QUEUE));

    expect(error).toMatchObject({ code: 'BROKER_NOT_FOUND', brokerName: 'broker-a' });
    expect(nameServers.topics).toEqual(['TopicTest']);
  });
});

describe('pull()', () => {
  it('asks for messages from an offset on, with a subscription of its own', async () => {
    const rig = aRoutedReader({ group: 'readers' });
    void outcomeOf(rig.reader.pull(QUEUE, 7, { maxMessages: 5 }));

    const socket = await asked(rig);

    expect(socket.lastFrame).toMatchObject({
      code: 11,
      extFields: {
        consumerGroup: 'readers',
        topic: 'TopicTest',
        queueId: '1',
        queueOffset: '7',
        maxMsgNums: '5',
        sysFlag: '4',
        commitOffset: '0',
        suspendTimeoutMillis: '0',
        subscription: '*',
        subVersion: '0',
        expressionType: 'TAG',
        bname: 'broker-a',
      },
    });
  });

  it('brings the messages that were found, and where to go on', async () => {
    const rig = aRoutedReader();
    const result = rig.reader.pull(QUEUE, 7);

    await answered(rig, {
      extFields: PULL_FIELDS,
      body: Buffer.concat([storedMessage({ queueOffset: 7 }), storedMessage({ queueOffset: 8 })]),
    });

    const { messages, ...rest } = await result;
    expect(rest).toEqual({ status: 'FOUND', nextBeginOffset: 9, minOffset: 2, maxOffset: 30 });
    expect(messages.map(({ queueOffset }) => queueOffset)).toEqual([7, 8]);
  });

  it.each([
    [0, 'FOUND'],
    [19, 'NO_NEW_MSG'],
    [20, 'NO_MATCHED_MSG'],
    [21, 'OFFSET_ILLEGAL'],
  ])('takes code %d without messages as %s', async (code, status) => {
    const rig = aRoutedReader();
    const result = rig.reader.pull(QUEUE, 7);

    await answered(rig, { code, extFields: PULL_FIELDS });

    expect(await result).toEqual({ status, nextBeginOffset: 9, minOffset: 2, maxOffset: 30, messages: [] });
  });

  it.each([
    [
      'another code',
      { code: 17, remark: 'no topic' },
      { code: 'BROKER_RESPONSE', responseCode: 17, address: MASTER_A },
    ],
    ['a field missing', { extFields: { ...PULL_FIELDS, nextBeginOffset: 'x' } }, { code: 'RESPONSE_INVALID' }],
    ['a body that is no message', { extFields: PULL_FIELDS, body: Buffer.from('?') }, { code: 'FRAME_MALFORMED' }],
  ])('rejects an answer with %s', async (_what, facts, error) => {
    const rig = aRoutedReader();
    const result = outcomeOf(rig.reader.pull(QUEUE, 7));

    await answered(rig, facts);
    await turn();

    expect(result.now).toMatchObject({ state: 'rejected', error });
  });

  it('lets the broker hold the request, and waits longer for that', async () => {
    const rig = aRoutedReader({ timeoutMs: 1000 });
    const result = outcomeOf(rig.reader.pull(QUEUE, 7, { suspendMs: 15_000 }));
    const socket = await asked(rig);

    rig.clock.advance(1000 + 15_000 + 6000 - 1);
    await turn();
    const early = result.now.state;
    rig.clock.advance(1);
    await turn();

    expect(socket.lastFrame.extFields).toMatchObject({ sysFlag: '6', suspendTimeoutMillis: '15000' });
    expect(early).toBe('pending');
    expect(result.now).toMatchObject({ error: { code: 'REQUEST_TIMEOUT' } });
  });

  it('waits no longer than its time-out when nothing is held', async () => {
    const rig = aRoutedReader({ timeoutMs: 1000 });
    const result = outcomeOf(rig.reader.pull(QUEUE, 7));
    await asked(rig);

    rig.clock.advance(1000);
    await turn();

    expect(result.now).toMatchObject({ error: { code: 'REQUEST_TIMEOUT' } });
    expect(rig.clock.waiting).toBe(0);
  });

  it.each([
    [-1, {}, 1],
    [0.5, {}, 1],
    [2 ** 53, {}, 1],
    [Number.NaN, {}, 1],
    [0, { maxMessages: 0 }, 1],
    [0, { suspendMs: Number.NaN }, 1],
    [-1, { maxMessages: 1.5, suspendMs: -1 }, 3],
  ])('rejects the offset %d with %p, and asks nobody', async (offset, options, problems) => {
    const rig = aRoutedReader();

    const error = await rejectionOf(rig.reader.pull(QUEUE, offset, options));

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect((error as Error & { problems: readonly string[] }).problems).toHaveLength(problems);
    expect(rig.dialer.dials).toEqual([]);
  });
});

describe('a reader', () => {
  it.each([0, Number.NaN, Infinity])('with %d ms for a request is refused: it would never end', (timeoutMs) => {
    const make = (): unknown => aReader({ timeoutMs });

    expect(make).toThrow(`timeoutMs is ${timeoutMs}, it must be a whole number from 1 to 2147483647`);
  });
});
