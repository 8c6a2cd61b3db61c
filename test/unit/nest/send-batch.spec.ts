/**
 * The contract of @SendBatch: each element is a message, all of them are one batch, and the caller waits for it.
 */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  outbound,
  type OutboundMessage,
  type Payload,
  SendBatch,
  type SendOutcome,
  SendSync,
} from '../../../lib/index.js';
import { FakeNativeClient, sendResult } from './fake-native-client.js';
import { Deferred, rejectionOf, settled, startApp } from './test-app.js';

interface Line {
  readonly sku: string;
  readonly count: number;
}

const LINES: readonly Line[] = [
  { sku: 'tea', count: 2 },
  { sku: 'salt', count: 0 },
  { sku: 'rice', count: 5 },
];

const told: (readonly [SendOutcome, Line, string])[] = [];

beforeEach(() => {
  told.length = 0;
});

@Injectable()
class Orders {
  @SendBatch('picked', {
    tags: 'web',
    keys: (line) => line.sku,
    properties: (line, order) => ({ order, count: String(line.count) }),
    timeoutMs: 200,
    onSuccess: (outcome, line, order) => told.push([outcome, line, order]),
  })
  pick(_order: string, lines: readonly Line[] | null | undefined): Promise<readonly Line[] | null | undefined> {
    return Promise.resolve(lines);
  }

  @SendBatch('wanted', { when: (line, least) => line.count >= least, body: (line) => line.sku })
  wanted(_least: number): Promise<readonly Line[]> {
    return Promise.resolve(LINES);
  }

  @SendBatch('strict', { onEmpty: 'error' })
  strict(lines: readonly (Line | null | undefined)[] | null | undefined) {
    return Promise.resolve(lines);
  }

  @SendBatch('loose')
  loose(lines: readonly (Line | null | undefined)[]) {
    return Promise.resolve(lines);
  }

  @SendBatch('flushed', { requireStatus: 'SEND_OK' })
  flush(): Promise<readonly Line[]> {
    return Promise.resolve(LINES);
  }

  @SendBatch('own', { tags: 'option', keys: 'all' })
  own(): Promise<(Line | OutboundMessage<Line>)[]> {
    return Promise.resolve([LINES[0]!, outbound(LINES[1]!, { tags: 'own', flag: 7 })]);
  }

  @SendBatch('sharded', { shardingKey: (line) => line.sku })
  sharded(lines: readonly Line[]): Promise<readonly Line[]> {
    return Promise.resolve(lines);
  }

  @SendBatch('any')
  any<T extends Payload>(list: readonly T[]): Promise<readonly T[]> {
    return Promise.resolve(list);
  }

  @SendBatch('lines')
  @SendSync('order')
  both(): Promise<readonly Line[]> {
    return Promise.resolve(LINES);
  }

  @SendBatch('failed')
  fail(): Promise<Line[]> {
    return Promise.reject(new Error('out of stock'));
  }
}

async function start(fake = new FakeNativeClient()) {
  const { app } = await startApp({ providers: [Orders], fake });
  return { orders: app.get(Orders), fake };
}

describe('@SendBatch', () => {
  it('sends each element as a message of one batch, with facts made of element and arguments', async () => {
    const { orders, fake } = await start();

    await orders.pick('o-1', LINES);

    expect(fake.batches).toEqual([3]);
    expect(fake.sent).toMatchObject(
      LINES.map((line) => ({
        mode: 'SYNC',
        topic: 'picked',
        text: JSON.stringify(line),
        message: { tags: 'web', keys: line.sku, properties: { order: 'o-1', count: String(line.count) } },
        options: { timeoutMs: 200 },
      })),
    );
  });

  it("gives the caller the method's own result, after the batch was stored", async () => {
    const { orders, fake } = await start();
    const stored = new Deferred();
    fake.answer = async ({ topic }) => {
      await stored.promise;
      return sendResult(topic);
    };

    let isDone = false;
    const call = orders.pick('o-1', LINES).finally(() => {
      isDone = true;
    });
    await settled();
    const wasDoneBefore = isDone;
    stored.resolve();

    expect(await call).toBe(LINES);
    expect(wasDoneBefore).toBe(false);
  });

  it("rejects the call with the send's own error", async () => {
    const { orders, fake } = await start();
    const failure = new Error('no broker');
    fake.answer = () => Promise.reject(failure);

    expect(await rejectionOf(orders.pick('o-1', LINES))).toBe(failure);
  });

  it('sends nothing if the method rejects', async () => {
    const { orders, fake } = await start();

    await expect(orders.fail()).rejects.toThrow('out of stock');
    expect(fake.batches).toEqual([]);
  });

  it.each([[undefined], [null], [[]]])('sends nothing for a result of %j', async (empty) => {
    const { orders, fake } = await start();

    expect(await orders.pick('o-1', empty)).toBe(empty);
    expect(fake.batches).toEqual([]);
  });

  it('leaves out elements that are empty', async () => {
    const { orders, fake } = await start();

    const withHole = Object.assign([undefined, LINES[0], null, LINES[2]], { 5: LINES[1] });
    await orders.loose(withHole);

    expect(fake.batches).toEqual([3]);
    expect(fake.bodies).toEqual([LINES[0], LINES[2], LINES[1]].map((line) => JSON.stringify(line)));
  });

  it.each([
    [undefined, '$ is without elements'],
    [[], '$ is without elements'],
    [[LINES[0], null], '$[1] is null'],
    [[undefined], '$[0] is undefined'],
  ])('refuses %j if told to', async (empty, text) => {
    const { orders, fake } = await start();

    const error = await rejectionOf(orders.strict(empty));

    expect(error).toMatchObject({ code: 'PAYLOAD_NOT_SERIALIZABLE', topic: 'strict' });
    expect(String(error)).toContain(`${text}: Orders.strict() returned nothing, and onEmpty is error`);
    expect(fake.batches).toEqual([]);
  });

  it('leaves out elements that `when` refuses, and sends the body of each instead of it', async () => {
    const { orders, fake } = await start();

    expect(await orders.wanted(2)).toBe(LINES);
    await orders.wanted(9);

    expect(fake.batches).toEqual([2]);
    expect(fake.bodies).toEqual(['tea', 'rice']);
  });

  it('tells onSuccess what became of each element', async () => {
    const { orders } = await start();

    await orders.pick('o-1', LINES);

    expect(told).toEqual(LINES.map((line) => [sendResult('picked'), line, 'o-1']));
  });

  it('takes facts of outbound elements before its own', async () => {
    const { orders, fake } = await start();

    await orders.own();

    expect(fake.sent.map(({ message }) => message)).toMatchObject([
      { tags: 'option', keys: 'all', flag: undefined },
      { tags: 'own', keys: 'all', flag: 7 },
    ]);
  });

  it('rejects another status than SEND_OK only if that is required', async () => {
    const { orders, fake } = await start();
    fake.answer = ({ topic, body }) =>
      Promise.resolve(sendResult(topic, Buffer.from(body).includes('salt') ? 'FLUSH_DISK_TIMEOUT' : 'SEND_OK'));

    const error = await rejectionOf(orders.flush());
    await orders.pick('o-1', LINES);

    expect(error).toMatchObject({ code: 'SEND_STATUS_NOT_OK', result: { sendStatus: 'FLUSH_DISK_TIMEOUT' } });
    expect(fake.batches).toEqual([3, 3]);
  });

  it('goes to one queue: elements with another sharding key are refused', async () => {
    const { orders, fake } = await start();

    await orders.sharded([LINES[0]!, { ...LINES[0]!, count: 9 }]);
    const error = await rejectionOf(orders.sharded([LINES[0]!, LINES[0]!, LINES[1]!]));

    expect(fake.sent.map(({ options }) => options?.shardingKey)).toEqual(['tea', 'tea']);
    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'messages[2].shardingKey' });
    expect(String(error)).toContain('send a batch for each shardingKey');
  });

  it('copies bytes that the method hands back', async () => {
    const { orders, fake } = await start();
    const bytes = Buffer.from('before');

    const call = orders.any([bytes, 'text']);
    await settled();
    bytes.write('after!');
    await call;

    expect(fake.sent.map(({ message }) => Buffer.from(message.body).toString())).toEqual(['before', 'text']);
  });

  it('stands beside other decorators, which see the whole array', async () => {
    const { orders, fake } = await start();

    await orders.both();

    expect(fake.batches).toEqual([3]);
    expect(fake.topicsSent.toSorted()).toEqual(['lines', 'lines', 'lines', 'order']);
    expect(fake.sent.find(({ topic }) => topic === 'order')?.text).toBe(JSON.stringify(LINES));
  });

  it.each([['text'], [{ length: 1 }], [outbound([1])], [new Set([1])]])(
    'refuses %j, which a cast has got around its type',
    async (value) => {
      const { orders, fake } = await start();

      const error = await rejectionOf(orders.any(value as unknown as string[]));

      expect(error).toMatchObject({ code: 'PAYLOAD_NOT_SERIALIZABLE', topic: 'any', path: '$' });
      expect(String(error)).toContain('no array, whose elements @SendBatch could publish');
      expect(fake.batches).toEqual([]);
    },
  );
});
