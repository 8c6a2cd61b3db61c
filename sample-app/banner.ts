/**
 * What the shop says when it opens: where its messages go, and what to try.
 */
import type { ShopCluster } from './config/shop-cluster.js';
import { FIRST_ORDER_ID } from './orders/order-book.service.js';

interface Example {
  readonly what: string;
  /** What to paste into a shell. */
  readonly line: string;
}

/** @param url - of the shop, without a slash at the end */
export function banner(url: string, cluster: ShopCluster): string {
  return [
    '',
    `The shop is open at ${url}`,
    cluster.isEmbedded
      ? `Messages go to an embedded cluster, name server ${cluster.nameServers} (NAMESRV_ADDR=host:port for a real one)`
      : `Messages go to the cluster of ${cluster.nameServers}`,
    '',
    'Try, in another terminal:',
    '',
    ...examples(url).flatMap(({ what, line }) => [`  # ${what}`, `  ${line}`, '']),
    'Every message is printed below as it is stored. Ctrl-C closes the shop and loses nothing.',
  ].join('\n');
}

/** From top to bottom they tell the story of the first order. */
function examples(url: string): readonly Example[] {
  const orders = `${url}/orders`;
  const first = `${orders}/${FIRST_ORDER_ID}`;
  return [
    {
      what: '@SendSync: answers when the message is stored; the auditors hear of it, too',
      line: post(orders, { item: 'tea', quantity: 2 }),
    },
    { what: '@SendAsync on a controller: answers at once', line: get(first) },
    { what: '@SendOneway: nobody waits for an answer', line: post(`${first}/touches`, { page: 'checkout' }) },
    { what: 'a timer: consumers get the message in an hour', line: post(`${first}/reminder`, { afterMs: 3_600_000 }) },
    { what: 'recall: or they never get it', line: remove(`${first}/reminder`) },
    {
      what: 'outbound(): facts beside the payload; only SEND_OK will do',
      line: post(`${first}/payment`, { buyer: 'ada' }),
    },
    { what: 'an Observable: messages in order, in one queue', line: post(`${first}/parcel`, {}) },
    { what: 'an AsyncIterable: every order once more', line: post(`${orders}/replays`, {}) },
    { what: 'ProducerService.send', line: remove(`${orders}/order-2`) },
    {
      what: 'ProducerService.sendAsync with a SendCallback',
      line: post(`${url}/newsletter`, { text: 'New: 乌龙茶 🍵' }),
    },
    {
      what: '@SendBatch: a message for each subscriber, in one request',
      line: subscribe(url, ['ada@example.com', 'bob@example.com']),
    },
    { what: 'the schema of a topic refuses a payload: 400', line: subscribe(url, ['cleo@example.com', 'nobody']) },
    { what: 'the guard of all sends refuses: 403', line: post(orders, { item: 'ivory', quantity: 1 }) },
    { what: 'a request-scoped guard of one method refuses: 403', line: post(orders, { item: 'tea', quantity: 1000 }) },
    { what: 'everything that publishes by decorator', line: get(`${url}/admin/bindings`) },
    { what: 'attempts, outcomes and events', line: get(`${url}/admin/counters`) },
    { what: 'can it publish? 200 or 503', line: get(`${url}/health/ready`) },
    { what: 'is the process well?', line: get(`${url}/health/live`) },
    { what: 'both connections in detail', line: get(`${url}/health`) },
  ];
}

function get(url: string): string {
  return `curl ${url}`;
}

function remove(url: string): string {
  return `curl -X DELETE ${url}`;
}

function post(url: string, body: object): string {
  return `curl ${url} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}

function subscribe(url: string, emails: readonly string[]): string {
  return post(`${url}/newsletter/subscribers`, { emails });
}
