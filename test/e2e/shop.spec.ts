import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { deafPort } from '../fixtures/deaf-port.js';
import { runningClient, textBody } from '../fixtures/running-client.js';
import { curlLines, runCurl } from './curl-lines.js';
import { printed, printedMessages } from './printed-messages.js';
import { buildShop, type ShopBuild } from './shop-build.js';
import { builtShop, type ShopProcess } from './shop-process.js';
import { type Answer, order, post } from './shop-requests.js';

const BUILD_TIMEOUT_MS = 60_000;
/** A pull that the printer holds open must not hold up the end. */
const LESS_THAN_A_LONG_POLL_MS = 10_000;
const ID = /^[0-9A-F]{32}$/;
const MOMENT_AND_HOST = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z at 127\.0\.0\.1:\d+$/;

let build: ShopBuild;

beforeAll(() => {
  build = buildShop();
}, BUILD_TIMEOUT_MS);

afterAll(() => build.remove());

const shopWith = (environment: Readonly<Record<string, string>> = {}): ShopProcess => builtShop(build, environment);

const subscribe = (url: string, emails: readonly string[]): Promise<Answer> =>
  post(`${url}/newsletter/subscribers`, JSON.stringify({ emails }));

const moveTo = (place: string) => ({ orderId: 'order-1', place });

const refused = (statusCode: number, code: string, message: string) => ({ statusCode, code, message });

describe('on its own embedded cluster', () => {
  let shop: ShopProcess;
  let url: string;

  beforeAll(async () => {
    shop = shopWith();
    url = await shop.url();
  });

  afterAll(() => shop[Symbol.asyncDispose]());

  it('every curl line it prints works, and each message is printed with all its facts', async () => {
    const lines = curlLines(shop.output);

    const answers: unknown[] = [];
    for (const line of lines) answers.push(await runCurl(line));

    const placed = { id: 'order-2', item: 'tea', quantity: 2, status: 'open' };
    const first = { id: 'order-1', item: 'coffee', quantity: 1, status: 'open' };
    const touched = { id: 'order-1', page: 'checkout', at: expect.any(String) };
    const isWell = expect.objectContaining({ status: 'ok' });
    expect(answers).toEqual([
      placed,
      first,
      touched,
      { orderId: 'order-1', canBeTakenBack: true },
      { takenBack: expect.stringMatching(ID) },
      { orderId: 'order-1', pieces: 1, paidAt: expect.any(String) },
      [moveTo('packed'), moveTo('handed over'), moveTo('on the road')],
      { replayed: ['order-1', 'order-2'] },
      { ...placed, status: 'cancelled' },
      { accepted: true },
      [
        { email: 'ada@example.com', since: expect.any(String) },
        { email: 'bob@example.com', since: expect.any(String) },
      ],
      refused(
        400,
        'PAYLOAD_INVALID',
        "the payload for topic newsletter-subscribed does not meet the topic's schema: $[1].email: must be an address of e-mail",
      ),
      refused(403, 'SEND_FORBIDDEN', 'EmbargoGuard forbade sending to topic order-created'),
      refused(403, 'SEND_FORBIDDEN', 'FraudGuard forbade sending to topic order-created'),
      expect.arrayContaining([expect.objectContaining({ method: 'OrdersService.create', topic: 'order-created' })]),
      expect.objectContaining({
        state: 'running',
        attempts: { 'broker-a': { succeeded: expect.any(Number), failed: 0 } },
      }),
      isWell,
      isWell,
      isWell,
    ]);
    const created = await shop.until('the message of @SendSync', printed('order-created', 'order-2'));
    const viewed = await shop.until('the message of @SendAsync', printed('order-viewed', 'order-1'));
    const touch = await shop.until('the message of @SendOneway', printed('order-touched', 'order-1'));
    const cancelled = await shop.until('the message of send', printed('order-cancelled', 'order-2'));
    const letter = await shop.until('the message of sendAsync', printed('newsletter'));
    for (const { facts, properties } of [created, viewed, touch, cancelled, letter]) {
      expect(facts).toEqual({
        tags: expect.stringMatching(/^(web|-)$/),
        keys: expect.any(String),
        msgId: expect.stringMatching(ID),
        offsetMsgId: expect.stringMatching(ID),
        queue: expect.stringMatching(/^[0-3] of broker-a$/),
        offset: expect.stringMatching(/^0 in the queue, \d+ in the commit log$/),
        born: expect.stringMatching(MOMENT_AND_HOST),
        stored: expect.stringMatching(MOMENT_AND_HOST),
        sysFlag: expect.stringMatching(/^0, flag 0, body crc \d+$/),
        redelivery: '0 times, prepared transaction 0',
        body: expect.any(String),
      });
      expect(properties).toMatchObject({ UNIQ_KEY: facts['msgId'], 'request-id': expect.any(String) });
    }
    expect(created.facts['body']).toBe(`${JSON.stringify(placed)} (58 bytes)`);
    expect(created.properties).toMatchObject({ TAGS: 'web', KEYS: 'order-2', item: 'tea' });
    expect(viewed.facts['body']).toMatch(/^\{"id":"order-1","at":"[^"]+"\} /);
    expect(touch.facts['body']).toContain(JSON.stringify(answers[2]));
    expect(cancelled.facts['body']).toBe('{"id":"order-2"} (16 bytes)');
    expect(letter.facts['body']).toMatch(/^New: 乌龙茶 🍵 \(\d+ bytes\)$/);
    await shop.until('the SendCallback', (output) =>
      output.includes(`SEND_OK ${letter.facts['msgId']}`) ? true : undefined,
    );
    expect(shop.output).not.toContain('Warning');
  });

  it('a list of subscribers is a batch: one queue, one time, a message for each who is new', async () => {
    const emails = ['cleo@example.com', 'dan@example.com', 'eve@example.com'];

    const first = await subscribe(url, emails.slice(0, 2));
    const second = await subscribe(url, emails);
    const third = await subscribe(url, emails);

    expect([first, second, third]).toMatchObject([
      { status: 201, body: [{ email: emails[0] }, { email: emails[1] }] },
      { status: 201, body: [{ email: emails[2] }] },
      { status: 201, body: [] },
    ]);
    const messages = [];
    for (const email of emails) messages.push(await shop.until(email, printed('newsletter-subscribed', email)));
    const queueOf = messages.map(({ facts }) => facts['queue']);
    expect(queueOf[0]).toBe(queueOf[1]);
    for (const { facts, properties } of messages) {
      expect(facts['tags']).toBe('import');
      expect(properties['request-id']).toEqual(expect.any(String));
    }
    expect((await subscribe(url, ['nobody'])).status).toBe(400);
    expect(printedMessages(shop.output).filter(({ facts }) => emails.includes(facts['keys']!))).toHaveLength(3);
  });

  it('an order that the guard refuses is neither in the book nor a message', async () => {
    const before = await post(`${url}/orders`, order('milk'));
    await post(`${url}/orders`, order('uranium'));
    const after = await post(`${url}/orders`, order('bread'));

    const ids = [before, after].map(({ body }) => Number((body as { id: string }).id.replace('order-', '')));
    expect(ids[1]! - ids[0]!).toBe(2);
    expect((await fetch(`${url}/orders/order-${ids[0]! + 1}`)).status).toBe(404);
    await shop.until('the order after it', printed('order-created', `order-${ids[1]}`));
    expect(printed('order-created', `order-${ids[0]! + 1}`)(shop.output)).toBeUndefined();
  });

  it('an interceptor gives each message the id of the HTTP request that caused it', async () => {
    const { body } = await post(`${url}/orders`, order('rice'), { 'x-request-id': 'request-77' });

    const { id } = body as { id: string };
    const { properties } = await shop.until('the order', printed('order-created', id));
    expect(properties['request-id']).toBe('request-77');
  });

  it.each([
    ['no item', '{"quantity":1}'],
    ['an empty item', '{"item":" ","quantity":1}'],
    ['half a piece', '{"item":"tea","quantity":0.5}'],
    ['a list', '[]'],
    ['no JSON', '{'],
  ])('answers %s with 400', async (_, body) => {
    expect((await post(`${url}/orders`, body)).status).toBe(400);
  });

  it('answers an unknown order with 404 and a second cancelling with 409', async () => {
    const { body } = await post(`${url}/orders`, order('salt'));
    const { id } = body as { id: string };
    const cancel = async (): Promise<number> => (await fetch(`${url}/orders/${id}`, { method: 'DELETE' })).status;

    expect([await cancel(), await cancel(), (await fetch(`${url}/orders/nothing`)).status]).toEqual([200, 409, 404]);
  });

  it('a second shop on the same port says which one is taken, and ends', async () => {
    const { port } = new URL(url);
    await using second = shopWith({ PORT: port });

    expect(await second.end()).toEqual({ status: 1, signal: null });
    expect(second.output).toContain(`port ${port} is taken, choose another one: PORT=${Number(port) + 1} npm start`);
  });
});

describe('on a cluster in another process', () => {
  it('prints what is sent from now on, and nothing that was there before', async () => {
    await using cluster = await EmbeddedCluster.start({ brokers: 2 });
    await using earlier = runningClient({ nameServers: cluster.nameServer });
    await earlier.producer.send({ topic: 'order-created', body: textBody('old'), keys: 'old' });
    await using shop = shopWith({ NAMESRV_ADDR: cluster.nameServer });
    const url = await shop.url();

    const { status, body } = await post(`${url}/orders`, order('tea'));

    const { id } = body as { id: string };
    const { facts } = await shop.until('the new order', printed('order-created', id));
    expect(status).toBe(201);
    expect(cluster.messages('order-created').map(({ msgId }) => msgId)).toContain(facts['msgId']);
    expect(printedMessages(shop.output)).toHaveLength(1);
    shop.signal('SIGTERM');
    expect(await shop.end()).toEqual({ status: 0, signal: null });
    expect(cluster.messages('order-created')).toHaveLength(2);
  });

  it('waits for the sends under way at Ctrl-C, and a second Ctrl-C changes nothing', async () => {
    await using cluster = await EmbeddedCluster.start();
    await using shop = shopWith({ NAMESRV_ADDR: cluster.nameServer });
    const url = await shop.url();
    await post(`${url}/orders`, order('tea'));
    cluster.fault({ on: 'SEND_MESSAGE_V2', times: 2, action: { kind: 'delay', ms: 2000 } });
    await fetch(`${url}/orders/order-1`);
    const answer = post(`${url}/orders`, order('coffee'));
    await cluster.waitFor('order-created', 2);

    shop.signalGroup('SIGINT');
    await shop.until('the first Ctrl-C to arrive', (output) => (output.includes('SIGINT') ? true : undefined));
    shop.signalGroup('SIGINT');

    expect((await answer).status).toBe(201);
    expect(await shop.end()).toEqual({ status: 0, signal: null });
    expect(shop.output.match(/SIGINT/g)).toHaveLength(1);
    expect(shop.output).toMatch(/^DrainReport: .* 0 failed, 0 aborted in \d+ ms: nothing lost$/m);
    expect(cluster.messages('order-viewed')).toHaveLength(1);
  });

  it('opens without any cluster, says so, and closes', async () => {
    await using shop = shopWith({ NAMESRV_ADDR: `127.0.0.1:${await deafPort()}` });
    const url = await shop.url();

    const failed = await post(`${url}/orders`, order('tea'));

    expect(failed).toEqual({
      status: 503,
      body: { statusCode: 503, code: 'NO_NAME_SERVER', message: 'none of the configured name servers could be asked' },
    });
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    shop.signal('SIGTERM');
    expect(await shop.end(LESS_THAN_A_LONG_POLL_MS)).toEqual({ status: 0, signal: null });
  });
});
