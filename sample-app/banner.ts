/**
 * What the shop says when it opens: where its messages go, and what to try.
 */
import type { ShopCluster } from './cluster.js';
import { FIRST_ORDER_ID } from './orders/orders.service.js';

/** @param url - of the shop, without a slash at the end */
export function banner(url: string, cluster: ShopCluster): string {
  const order = `${url}/orders/${FIRST_ORDER_ID}`;
  return [
    '',
    `The shop is open at ${url}`,
    cluster.isEmbedded
      ? `Messages go to an embedded cluster, name server ${cluster.nameServers} (NAMESRV_ADDR=host:port for a real one)`
      : `Messages go to the cluster of ${cluster.nameServers}`,
    '',
    'Try, in another terminal:',
    '',
    ...example('@SendSync: answers when the message is stored', post(`${url}/orders`, { item: 'tea', quantity: 2 })),
    ...example('@SendAsync on a controller: answers at once', `curl ${order}`),
    ...example('@SendOneway: nobody waits for an answer', post(`${order}/touches`, { page: 'checkout' })),
    ...example('ProducerService.send', `curl -X DELETE ${order}`),
    ...example('ProducerService.sendAsync with a SendCallback', post(`${url}/newsletter`, { text: 'New: 乌龙茶 🍵' })),
    ...example('@SendBatch: a message for each subscriber, in one request', subscribers(url)),
    ...example('a guard refuses the send: 403', post(`${url}/orders`, { item: 'ivory', quantity: 1 })),
    ...example('can it publish? 200 or 503', `curl ${url}/health/ready`),
    ...example('is the process well?', `curl ${url}/health/live`),
    'Every message is printed below as it is stored. Ctrl-C closes the shop and loses nothing.',
  ].join('\n');
}

function example(what: string, line: string): readonly string[] {
  return [`  # ${what}`, `  ${line}`, ''];
}

function subscribers(url: string): string {
  return post(`${url}/newsletter/subscribers`, { emails: ['ada@example.com', 'bob@example.com'] });
}

function post(url: string, body: object): string {
  return `curl ${url} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}
