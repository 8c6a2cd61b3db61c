import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { printed, type PrintedMessage, printedMessages } from './printed-messages.js';
import { buildShop, type ShopBuild } from './shop-build.js';
import { builtShop, type ShopProcess } from './shop-process.js';
import { get, order, placeOrder, post, remove } from './shop-requests.js';

const BUILD_TIMEOUT_MS = 60_000;
const PAYMENT_KEY = 'key of this test';

let build: ShopBuild;

beforeAll(() => {
  build = buildShop();
}, BUILD_TIMEOUT_MS);

afterAll(() => build.remove());

/** What is stored, without what the printer adds behind it. */
const bodyOf = ({ facts }: PrintedMessage): string => facts['body']!.replace(/ \(\d+ bytes\)$/, '');

/** The messages of a topic with that key, once there are so many. */
const several =
  (topic: string, key: string, count: number) =>
  (output: string): readonly PrintedMessage[] | undefined => {
    const found = printedMessages(output).filter((message) => message.topic === topic && message.facts['keys'] === key);
    return found.length < count ? undefined : found;
  };

/** What auditors read, without the time. */
const auditLines = (messages: readonly PrintedMessage[]): string[] =>
  messages.map((message) => bodyOf(message).replace(/^\S+ /, '')).toSorted();

describe('on its own embedded cluster', () => {
  let shop: ShopProcess;
  let url: string;

  beforeAll(async () => {
    shop = builtShop(build, { PAYMENT_KEY });
    url = await shop.url();
  });

  afterAll(() => shop[Symbol.asyncDispose]());

  it('messages of orders have what the interceptors of their module and of their method add', async () => {
    const id = await placeOrder(url, 'tea', 300);
    await get(`${url}/orders/${id}`);

    const created = await shop.until('the order', printed('order-created', id));
    const viewed = await shop.until('the view', printed('order-viewed', id));
    expect(created.properties).toMatchObject({ 'order-format': '1', 'fraud-score': '30' });
    expect(viewed.properties).toMatchObject({ 'order-format': '1' });
    expect(viewed.properties).not.toHaveProperty('fraud-score');
  });

  it('an order that its request-scoped guard refuses is no message, and no auditor hears of it', async () => {
    const before = await placeOrder(url, 'milk');
    const refused = await post(`${url}/orders`, order('milk', 501));
    const after = await placeOrder(url, 'milk');

    const refusedId = `order-${Number(before.replace('order-', '')) + 1}`;
    expect(refused.status).toBe(403);
    await shop.until('the audit of the order after it', printed('shop-audit', after));
    expect(printedMessages(shop.output).filter(({ facts }) => facts['keys'] === refusedId)).toEqual([]);
  });

  it('a payment is signed, stamped by its attempt, and has the facts beside it', async () => {
    const id = await placeOrder(url, 'tea', 3);

    const answer = await post(`${url}/orders/${id}/payment`, '{"buyer":"ada"}');

    expect(answer).toEqual({ status: 201, body: { orderId: id, pieces: 3, paidAt: expect.any(String) } });
    const paid = await shop.until('the payment', printed('order-paid', id));
    expect(bodyOf(paid)).toBe(JSON.stringify(answer.body));
    expect(paid.properties).toMatchObject({
      BUYER_ID: 'ada',
      'bank-reference': expect.any(String),
      attempt: '1 to broker-a',
      signature: createHmac('sha256', PAYMENT_KEY).update(bodyOf(paid)).digest('hex'),
    });
    expect((await post(`${url}/orders/${id}/payment`, '{"buyer":"ada"}')).status).toBe(409);
    expect((await remove(`${url}/orders/${id}`)).status).toBe(409);
  });

  it('a payment asks for a review later, and a paid order that is looked at is no news', async () => {
    const id = await placeOrder(url, 'tea');
    await post(`${url}/orders/${id}/payment`, '{"buyer":"ada"}');
    await get(`${url}/orders/${id}`);

    const asked = await shop.until('the review to be asked for', printed('review-asked', id));

    expect(bodyOf(asked)).toBe(JSON.stringify({ orderId: id, buyer: 'ada' }));
    expect(asked.properties).toMatchObject({ DELAY: '1' });
    expect(printed('order-viewed', id)(shop.output)).toBeUndefined();
  });

  it('auditors get a line for each order that was placed, paid or cancelled', async () => {
    const paidId = await placeOrder(url, 'tea');
    await post(`${url}/orders/${paidId}/payment`, '{"buyer":"ada"}');
    const cancelledId = await placeOrder(url, 'tea');
    await remove(`${url}/orders/${cancelledId}`);

    const ofPaid = await shop.until('its audit', several('shop-audit', paidId, 2));
    const ofCancelled = await shop.until('its audit', several('shop-audit', cancelledId, 2));
    expect(auditLines(ofPaid)).toEqual([`order paid: ${paidId}`, `order placed: ${paidId}`]);
    expect(auditLines(ofCancelled)).toEqual([`order cancelled: ${cancelledId}`, `order placed: ${cancelledId}`]);
  });

  it('where a parcel is comes in order, in one queue', async () => {
    const id = await placeOrder(url, 'tea');

    const { body } = await post(`${url}/orders/${id}/parcel`, '{}');

    const moves = await shop.until('all moves', several('parcel-moved', id, 3));
    expect(moves.map((move) => JSON.parse(bodyOf(move)) as unknown)).toEqual(body);
    expect(new Set(moves.map(({ facts }) => facts['queue'])).size).toBe(1);
  });

  it('a reminder comes when it is due, and then cannot be taken back', async () => {
    const id = await placeOrder(url, 'tea');
    expect((await remove(`${url}/orders/${id}/reminder`)).status).toBe(404);

    await post(`${url}/orders/${id}/reminder`, '{"afterMs":1000}');
    await shop.until('the reminder', printed('payment-reminder', id));

    expect(await remove(`${url}/orders/${id}/reminder`)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('it is too late') },
    });
    expect((await post(`${url}/orders/${id}/reminder`, '{"afterMs":1}')).status).toBe(400);
  });

  it('a bad address among subscribers sends nothing', async () => {
    const emails = ['fay@example.com', 'nobody'];
    const { status } = await post(`${url}/newsletter/subscribers`, JSON.stringify({ emails }));

    const again = await post(`${url}/newsletter/subscribers`, JSON.stringify({ emails: emails.slice(0, 1) }));

    expect([status, again.status]).toEqual([400, 201]);
    await shop.until('the good one', printed('newsletter-subscribed', 'fay@example.com'));
    expect(several('newsletter-subscribed', 'fay@example.com', 2)(shop.output)).toBeUndefined();
  });

  it('tells everything that publishes by decorator, and over which connection', async () => {
    const { body } = await get(`${url}/admin/bindings`);

    const sites = body as Readonly<Record<'decorator' | 'method' | 'topic' | 'connection', string>>[];
    const lines = sites.map(({ decorator, method, topic, connection }) =>
      [method, decorator, topic, connection].join(' '),
    );
    expect(lines.toSorted()).toEqual([
      'ChargesService.charge @SendSync order-paid default',
      'OrderReplay.replay @SendSync order-replayed default',
      'OrdersController.touch @SendOneway order-touched default',
      'OrdersController.view @SendAsync order-viewed default',
      'OrdersService.create @SendSync order-created default',
      'OrdersService.place @SendAsync shop-audit audit',
      'PaymentsService.pay @SendAsync review-asked default',
      'PaymentsService.pay @SendAsync shop-audit audit',
      'ShippingService.ship @SendSync parcel-moved default',
      'SubscribersService.subscribe @SendBatch newsletter-subscribed default',
    ]);
  });

  it('counts attempts, what auditors got, and events', async () => {
    const id = await placeOrder(url, 'tea');
    await shop.until('its audit', printed('shop-audit', id));

    const { body } = await get(`${url}/admin/counters`);

    expect(body).toEqual({
      state: 'running',
      attempts: { 'broker-a': { succeeded: expect.any(Number), failed: 0 } },
      audit: { stored: expect.any(Number), failed: 0 },
      events: { ready: 2 },
      onewayFailures: 0,
      suppressedSends: 0,
    });
  });

  it('closes with a report of each connection', async () => {
    shop.signal('SIGTERM');

    expect(await shop.end()).toEqual({ status: 0, signal: null });
    for (const title of ['DrainReport', 'DrainReport of audit']) {
      expect(shop.output.match(new RegExp(`^${title}: .*: nothing lost$`, 'gm'))).toHaveLength(1);
    }
  });
});

describe('on clusters in another process', () => {
  it('does not open under PREFLIGHT=fail without its topics, and lists those that its decorators name and the others', async () => {
    await using cluster = await EmbeddedCluster.start({ autoCreateTopics: false });
    await using shop = builtShop(build, { NAMESRV_ADDR: cluster.nameServer, PREFLIGHT: 'fail' });

    expect(await shop.end()).toEqual({ status: 1, signal: null });
    expect(shop.output).toContain('topic order-created of OrdersService.create');
    expect(shop.output).toContain('topic newsletter of forFeature()');
  });

  it('writes to the auditors on their own cluster', async () => {
    await using cluster = await EmbeddedCluster.start();
    await using ofAuditors = await EmbeddedCluster.start();
    await using shop = builtShop(build, {
      NAMESRV_ADDR: cluster.nameServer,
      AUDIT_NAMESRV_ADDR: ofAuditors.nameServer,
    });
    const url = await shop.url();

    const id = await placeOrder(url, 'tea');

    await shop.until('the audit', printed('shop-audit', id));
    expect(ofAuditors.messages('shop-audit').map(({ keys }) => keys)).toEqual([[id]]);
    expect(cluster.messages('shop-audit')).toEqual([]);
    expect(ofAuditors.messages('order-created')).toEqual([]);
  });

  it('on brokers without timers reminders have a delay level, and cannot be taken back', async () => {
    await using cluster = await EmbeddedCluster.start({ version: '4.9.7' });
    await using shop = builtShop(build, { NAMESRV_ADDR: cluster.nameServer });
    const url = await shop.url();

    const reminded = await post(`${url}/orders/order-1/reminder`, '{"afterMs":1000}');
    const takenBack = await remove(`${url}/orders/order-1/reminder`);

    expect(reminded).toEqual({ status: 201, body: { orderId: 'order-1', canBeTakenBack: false } });
    expect(takenBack).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('the brokers have no timers') },
    });
    const { properties } = await shop.until('the reminder', printed('payment-reminder', 'order-1'));
    expect(properties).toMatchObject({ DELAY: '1' });
  });
});
