/**
 * ProducerService.sendBatch: payloads become the messages of one batch, and one that is bad is named before anything is sent.
 */
import { describe, expect, it } from '@jest/globals';
import { defineTopic, outbound, type Payload, ProducerService, type StandardSchema } from '../../../lib/index.js';
import { sendResult } from './fake-native-client.js';
import { rejectionOf, startApp } from './test-app.js';

interface Line {
  readonly sku: string;
}

/** Takes a turn of the event loop for those that are marked. */
const schema: StandardSchema<Line> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => {
      const { sku } = value as Line;
      const result = sku.startsWith('bad')
        ? { issues: [{ message: 'no such thing', path: ['sku'] }] }
        : { value: { sku: sku.toUpperCase() } };
      return sku.endsWith('later') ? Promise.resolve(result) : result;
    },
  },
};

const lines = defineTopic('lines', { schema, keys: ({ sku }) => sku });
const sharded = defineTopic<Line>('sharded', { shardingKey: ({ sku }) => sku });

async function start() {
  const { app, fake } = await startApp({});
  return { producer: app.get(ProducerService), fake };
}

describe('sendBatch', () => {
  it('sends all payloads as one batch, each with its own facts, and resolves with an outcome for each', async () => {
    const { producer, fake } = await start();
    fake.answer = ({ topic, body }) => Promise.resolve({ ...sendResult(topic), queueOffset: body.length });

    const outcomes = await producer.sendBatch(
      't',
      ['a', outbound('bb', { keys: 'own', properties: { own: '1' } }), { c: 3 }],
      { tags: 'all', keys: 'common', properties: { shop: 'x' }, shardingKey: 's', timeoutMs: 300 },
    );

    expect(fake.batches).toEqual([3]);
    expect(fake.bodies).toEqual(['a', 'bb', '{"c":3}']);
    expect(fake.sent.map(({ message }) => message)).toMatchObject([
      { tags: 'all', keys: 'common', properties: { shop: 'x' } },
      { tags: 'all', keys: 'own', properties: { shop: 'x', own: '1' } },
      { tags: 'all', keys: 'common', properties: { shop: 'x' } },
    ]);
    expect(fake.sent[0]?.options).toMatchObject({ shardingKey: 's', timeoutMs: 300 });
    expect(outcomes.map((outcome) => (outcome.sendStatus === 'SEND_OK' ? outcome.queueOffset : -1))).toEqual([1, 2, 7]);
  });

  it('reaches the producer within the call if there is nothing to wait for', async () => {
    const { producer, fake } = await start();

    const sending = producer.sendBatch('t', ['a', 'b']);
    const begun = [...fake.batches];
    await sending;

    expect(begun).toEqual([2]);
  });

  it('makes every payload meet the schema of its topic, also one that takes its time', async () => {
    const { producer, fake } = await start();

    await producer.sendBatch(lines, [{ sku: 'tea' }, { sku: 'salt-later' }]);

    expect(fake.bodies).toEqual(['{"sku":"TEA"}', '{"sku":"SALT-LATER"}']);
    expect(fake.sent.map(({ message }) => message.keys)).toEqual(['tea', 'salt-later']);
  });

  it.each(['bad', 'bad-later'])('names the payload that does not meet it: %s', async (sku) => {
    const { producer, fake } = await start();

    const error = await rejectionOf(producer.sendBatch(lines, [{ sku: 'tea-later' }, { sku }, { sku: 'bad-later' }]));

    expect(error).toMatchObject({ code: 'PAYLOAD_INVALID', issues: [{ path: '$[1].sku', message: 'no such thing' }] });
    expect(fake.batches).toEqual([]);
  });

  it.each([
    [[1, { price: NaN }], '$[1].price'],
    [[1, 2, null], '$[2]'],
    [[1, undefined], '$[1]'],
    [Object.assign([1], { 2: 'behind a hole' }), '$[1]'],
  ])('names the payload that cannot be a body: %j', async (payloads, path) => {
    const { producer, fake } = await start();

    const error = await rejectionOf(producer.sendBatch('t', payloads as Payload[]));

    expect(error).toMatchObject({ code: 'PAYLOAD_NOT_SERIALIZABLE', topic: 't', path });
    expect(String(error)).toContain(`cannot be sent: ${path} is `);
    expect(fake.batches).toEqual([]);
  });

  it('names the message whose facts cannot be', async () => {
    const { producer } = await start();
    const properties = new Map() as unknown as Record<string, string>;

    const error = await rejectionOf(producer.sendBatch('t', [1, outbound(2, { properties })]));

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'messages[1].properties' });
    expect(String(error)).toContain('messages[1]: the properties must be');
  });

  it('refuses messages of several queues, whoever names them', async () => {
    const { producer, fake } = await start();

    const byTopic = await rejectionOf(producer.sendBatch(sharded, [{ sku: 'a' }, { sku: 'b' }]));
    const byPayload = await rejectionOf(producer.sendBatch('t', ['a', outbound('b', { shardingKey: 's' })]));
    await producer.sendBatch(sharded, [{ sku: 'a' }, { sku: 'b' }], { shardingKey: 'same' });

    const field = 'messages[1].shardingKey';
    expect([byTopic, byPayload]).toMatchObject([
      { code: 'INVALID_MESSAGE', field },
      { code: 'INVALID_MESSAGE', field },
    ]);
    expect(fake.batches).toEqual([2]);
    expect(fake.sent[0]?.options?.shardingKey).toBe('same');
  });

  it('gives back what a function of the topic throws, as it is', async () => {
    const { producer } = await start();
    const failure = new TypeError('no key');
    const topic = defineTopic<Line>('t', {
      keys: () => {
        throw failure;
      },
    });

    expect(await rejectionOf(producer.sendBatch(topic, [{ sku: 'a' }]))).toBe(failure);
  });

  it.each([
    [[], 'the batch has no message'],
    ['text', 'the payloads of a batch must be a list'],
    [undefined, 'the payloads of a batch must be a list'],
  ])('refuses %j, as the native producer does', async (payloads, text) => {
    const { producer, fake } = await start();

    const error = await rejectionOf(producer.sendBatch('t', payloads as Payload[]));

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'messages' });
    expect(String(error)).toContain(text);
    expect(fake.batches).toEqual([]);
  });
});
