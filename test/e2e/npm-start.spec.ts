import { expect, it } from '@jest/globals';
import { HangingClient, OrderLoad } from './order-load.js';
import { printedMessages } from './printed-messages.js';
import { isPortOpen, ShopProcess } from './shop-process.js';

const BUILD_TIMEOUT_MS = 60_000;
/** Less than the shop would give a client that never ends its request, if it waited for one. */
const CLOSE_TIMEOUT_MS = 9000;
/** Of the shop's connection and of the auditors'. */
const DRAINED =
  /^DrainReport(?: of audit)?: \d+ sends under way, \d+ settled, 0 failed, 0 aborted in \d+ ms: nothing lost$/gm;

const HALF_ORDER =
  'POST /orders HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{';

const npmStart = (): ShopProcess => new ShopProcess({ command: 'npm', programArguments: ['start'] });

const createdOrders = (output: string): readonly string[] =>
  printedMessages(output)
    .filter(({ topic }) => topic === 'order-created')
    .map(({ facts }) => facts['keys']!);

it.each([
  ['SIGTERM to npm', (shop: ShopProcess) => shop.signal('SIGTERM')],
  ['SIGINT to the process group', (shop: ShopProcess) => shop.signalGroup('SIGINT')],
])(
  '%s under load ends npm start with status 0, and every answered order is stored',
  async (_, stop) => {
    await using shop = npmStart();
    const url = await shop.url(BUILD_TIMEOUT_MS);
    using idle = await HangingClient.connect(url, 'GET /health/live HTTP/1.1\r\nhost: shop\r\n\r\n');
    using halfHeader = await HangingClient.connect(url, 'POST /orders HTTP/1.1\r\nhost:');
    using halfBody = await HangingClient.connect(url, HALF_ORDER);
    const load = new OrderLoad(url);
    await load.atLeast(200);

    stop(shop);

    expect(await shop.end(CLOSE_TIMEOUT_MS)).toEqual({ status: 0, signal: null });
    await load.end();
    const stored = createdOrders(shop.output);
    expect(new Set(stored).size).toBe(stored.length);
    expect(load.created.filter((id) => !stored.includes(id))).toEqual([]);
    expect(load.refused).toEqual([]);
    expect(shop.output.match(DRAINED)).toHaveLength(2);
    expect(shop.isGroupAlive()).toBe(false);
    expect(await isPortOpen(url)).toBe(false);
    await Promise.all([idle.closed(), halfHeader.closed(), halfBody.closed()]);
  },
  BUILD_TIMEOUT_MS + 30_000,
);
