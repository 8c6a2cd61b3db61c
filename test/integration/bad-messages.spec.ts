/**
 * Messages that must not be sent: each gives one typed error, reaches no broker, and leaves the producer usable.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { InvalidMessageError, Message } from '../../lib/client/index.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { rejectionOf, runningClient, type RunningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'bad-messages';
const good: Message = { topic: TOPIC, body: textBody('good') };

let cluster: EmbeddedCluster;
let running: RunningClient;

beforeAll(async () => {
  cluster = await EmbeddedCluster.start();
});

afterAll(async () => {
  await cluster.stop();
});

beforeEach(() => {
  running = runningClient({ nameServers: cluster.nameServer });
});

afterEach(async () => {
  await running[Symbol.asyncDispose]();
});

const bad: readonly (readonly [name: string, changes: object, field: string])[] = [
  ['[B1.7] an empty body', { body: Buffer.alloc(0) }, 'body'],
  ['[B1.6] no body', { body: undefined }, 'body'],
  ['a body that is text', { body: 'text' }, 'body'],
  ['[B1.8] [B1.10] a body over the limit', { body: Buffer.alloc(4_194_305) }, 'body'],
  ['[B1.2] a blank topic', { topic: ' ' }, 'topic'],
  ['[B1.4] illegal topic characters', { topic: 'orders/created' }, 'topic'],
  ['[B1.3] a topic of 128 characters', { topic: 'x'.repeat(128) }, 'topic'],
  ['[B1.5] a system topic', { topic: 'SCHEDULE_TOPIC_XXXX' }, 'topic'],
  ['[B1.13] a reserved property', { properties: { UNIQ_KEY: 'mine' } }, 'properties.UNIQ_KEY'],
  ['[B1.14] an empty property', { properties: { city: '' } }, 'properties.city'],
  ['[B1.14] a blank property name', { properties: { ' ': 'x' } }, 'properties. '],
  ['[B1.17] U+0001 in a property', { properties: { city: 'a\u0001b' } }, 'properties.city'],
  ['[B1.17] U+0002 in a property', { properties: { city: 'a\u0002b' } }, 'properties.city'],
  ['U+0002 in a tag', { tags: 'a\u0002b' }, 'tags'],
  ['[B1.17] half a surrogate pair in a property', { properties: { city: '\ud83d' } }, 'properties.city'],
  ['[B1.17] an empty tag', { tags: '' }, 'tags'],
  ['[B1.17] a blank in a key', { keys: ['order 1'] }, 'keys'],
  ['an empty key', { keys: [''] }, 'keys'],
  ['[B1.18] more properties than a broker stores', { properties: { big: 'x'.repeat(33_000) } }, 'properties'],
  ['a flag that is no integer', { flag: 1.5 }, 'flag'],
];

describe('a message with', () => {
  it.each(bad)('%s is refused before sending', async (_name, changes, field) => {
    const message = { ...good, ...changes } as Message;

    const error = (await rejectionOf(running.producer.send(message))) as InvalidMessageError;

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field, name: 'InvalidMessageError' });
    expect(running.producer.inFlight).toBe(0);
  });

  it.each(bad)(
    '[B11.1] %s goes to the callback of sendAsync, and rejects sendOneway',
    async (_name, changes, field) => {
      const message = { ...good, ...changes } as Message;

      const viaCallback = await new Promise((resolve) => {
        running.producer.sendAsync(message, { onSuccess: resolve, onException: resolve });
      });
      const viaOneway = await rejectionOf(running.producer.sendOneway(message));

      expect(viaCallback).toMatchObject({ code: 'INVALID_MESSAGE', field });
      expect(viaOneway).toMatchObject({ code: 'INVALID_MESSAGE', field });
    },
  );
});

it('leaves the producer usable and nothing on the wire', async () => {
  for (const [, changes] of bad) await rejectionOf(running.producer.send({ ...good, ...changes }));

  const result = await running.producer.send(good);

  expect(result.sendStatus).toBe('SEND_OK');
  expect(cluster.messages(TOPIC).map(({ body }) => Buffer.from(body).toString())).toEqual(['good']);
});

it('a message at the edge of each rule is stored as it is', async () => {
  const topic = 'T-_|%1';
  const body = Buffer.alloc(4_194_304, 'x');
  const properties = { 'a b': ' x ', tab: 'a\tb', quote: '"\\', emoji: '👩‍💻', 城市: '杭州', big: 'y'.repeat(32_000) };

  const { msgId } = await running.producer.send({
    topic,
    body,
    flag: -5,
    tags: '标签',
    keys: ['订单-1', 'b'],
    properties,
  });

  const [stored] = await cluster.waitFor(topic, 1);
  expect(stored).toMatchObject({ msgId, flag: -5, tags: '标签', keys: ['订单-1', 'b'], properties });
  expect(Buffer.compare(Buffer.from(stored!.body), body)).toBe(0);
});

it('[B1.0] a send before start and one after close say so', async () => {
  const other = running.client.createProducer({ group: 'not-started' });

  const early = await rejectionOf(other.send(good));
  await running.client.close();
  const late = await rejectionOf(running.producer.send(good));

  expect(early).toMatchObject({ code: 'PRODUCER_NOT_STARTED', group: 'not-started' });
  expect(late).toMatchObject({ code: 'PRODUCER_CLOSED', group: 'test-group' });
});
