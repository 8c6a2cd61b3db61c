/**
 * What the route table tells of its topics without asking anybody.
 */
import { expect, it } from '@jest/globals';
import { RouteTroubles } from '../../../../lib/client/routing/route-troubles.js';
import { aRoute, BROKER_A, BROKER_B } from '../../../fixtures/remoting-routes.js';
import { aRouteTable, type RouteTableRig } from '../../../fixtures/remoting-route-table.js';
import { turn } from '../../../fixtures/remoting-turns.js';

const POLL_MS = 30_000;

/** A table that was asked for T on two brokers. */
async function aKnowingTable(): Promise<RouteTableRig> {
  const rig = aRouteTable({ pollIntervalMs: POLL_MS });
  rig.nameServers.routes.set('T', aRoute([BROKER_A, BROKER_B]));
  rig.find('T');
  await turn();
  rig.table.start();
  return rig;
}

async function pollOnce({ clock }: RouteTableRig): Promise<void> {
  clock.advance(POLL_MS);
  await turn();
}

it('tells queues and brokers of a route', async () => {
  const { table } = await aKnowingTable();

  expect(table.statuses).toEqual([
    { topic: 'T', state: 'current', writableQueues: 4, mostWritableQueues: 4, brokers: ['broker-a', 'broker-b'] },
  ]);
});

it('remembers how many queues there were, also when there is none left', async () => {
  const rig = await aKnowingTable();
  rig.nameServers.routes.set('T', aRoute([BROKER_B]));
  await pollOnce(rig);
  const [fewer] = rig.table.statuses;
  rig.nameServers.routes.set('T', aRoute([{ ...BROKER_B, perm: 4 }]));
  await pollOnce(rig);

  expect(fewer).toMatchObject({ writableQueues: 2, mostWritableQueues: 4, brokers: ['broker-b'] });
  expect(rig.table.statuses).toMatchObject([{ writableQueues: 0, mostWritableQueues: 4, brokers: [] }]);
});

it('does not hold the queues of the template against the topic itself', async () => {
  const rig = aRouteTable({ pollIntervalMs: POLL_MS });
  rig.nameServers.routes.set('T', undefined).set('TBW102', aRoute([BROKER_A, BROKER_B]));
  rig.find('T');
  await turn();
  const [fromTemplate] = rig.table.statuses;
  rig.table.start();
  rig.nameServers.routes.set('T', aRoute([BROKER_A]));
  await pollOnce(rig);

  expect(fromTemplate).toMatchObject({ state: 'current', writableQueues: 4, mostWritableQueues: 4 });
  expect(rig.table.statuses).toMatchObject([{ state: 'current', writableQueues: 2, mostWritableQueues: 2 }]);
});

it('is stale while the name servers do not know the topic any more, and current once they do', async () => {
  const rig = await aKnowingTable();
  rig.nameServers.routes.set('T', undefined);
  await pollOnce(rig);
  const [removed] = rig.table.statuses;
  rig.nameServers.routes.set('T', aRoute([BROKER_A, BROKER_B]));
  await pollOnce(rig);

  expect(removed).toMatchObject({ state: 'stale', writableQueues: 4 });
  expect(rig.table.statuses).toMatchObject([{ state: 'current', writableQueues: 4 }]);
});

it('is stale when nobody could be asked', async () => {
  const rig = await aKnowingTable();
  rig.nameServers.routes.delete('T');
  await pollOnce(rig);

  rig.nameServers.last.fail(rig.nameServers.unreachable());
  await turn();

  expect(rig.table.statuses).toMatchObject([{ state: 'stale', writableQueues: 4 }]);
});

it('tells of topics that were looked up in vain, asks for them again, and finds them once they are there', async () => {
  const rig = aRouteTable({ pollIntervalMs: POLL_MS });
  rig.nameServers.routes.set('T', undefined).set('TBW102', undefined);
  rig.find('T');
  await turn();
  const missing = rig.table.statuses;
  rig.table.start();
  await pollOnce(rig);
  const stillMissing = rig.table.statuses;
  rig.nameServers.routes.set('T', aRoute());
  await pollOnce(rig);

  expect(missing).toEqual([{ topic: 'T', state: 'missing', writableQueues: 0, mostWritableQueues: 0, brokers: [] }]);
  expect(stillMissing).toEqual(missing);
  expect(rig.table.statuses).toMatchObject([{ topic: 'T', state: 'current', writableQueues: 2 }]);
});

it('does not take a topic for missing because no name server answered', async () => {
  const rig = aRouteTable();
  rig.find('T');

  rig.nameServers.last.fail(rig.nameServers.unreachable());
  await turn();

  expect(rig.table.statuses).toEqual([]);
});

it('lets the name servers that failed be asked again at each refresh', async () => {
  const rig = await aKnowingTable();

  await pollOnce(rig);
  await pollOnce(rig);

  expect(rig.nameServers.askedAgain).toBe(2);
});

it('remembers the last hundred missing topics', () => {
  const troubles = new RouteTroubles();

  for (let number = 1; number <= 150; number++) troubles.noteMissing(`T${number}`);

  expect(troubles.missing).toHaveLength(100);
  expect(troubles.missing[0]).toBe('T51');
  expect(troubles.missing.at(-1)).toBe('T150');
});
