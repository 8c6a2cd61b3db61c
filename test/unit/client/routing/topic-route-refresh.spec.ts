/**
 * The periodic refresh of the routes that are known.
 */
import { describe, expect, it } from '@jest/globals';
import { aRoute, BROKER_A, BROKER_B, MASTER_B } from '../../../fixtures/remoting-routes.js';
import { aRouteTable, type RouteTableRig } from '../../../fixtures/remoting-route-table.js';
import { turn } from '../../../fixtures/remoting-turns.js';

/** A table that knows topics and has begun its refresh. */
async function aKnowingTable(...topics: readonly string[]): Promise<RouteTableRig> {
  const rig = aRouteTable({ pollIntervalMs: 30_000 });
  for (const topic of topics) {
    rig.nameServers.routes.set(topic, aRoute());
    rig.find(topic);
  }
  await turn();
  rig.nameServers.questions.length = 0;
  rig.table.start();
  return rig;
}

async function pollOnce({ clock }: RouteTableRig): Promise<void> {
  clock.advance(30_000);
  await turn();
}

describe('the periodic refresh', () => {
  it('tells when it is through, with the brokers that are left', async () => {
    const rounds: string[][] = [];
    const onPolled = (): number => rounds.push(rig.brokers.masters().map(({ brokerName }) => brokerName));
    const rig = aRouteTable({ pollIntervalMs: 30_000, onPolled });
    rig.nameServers.routes.set('T', aRoute([BROKER_A, BROKER_B]));
    rig.find('T');
    await turn();
    rig.table.start();

    await pollOnce(rig);
    rig.nameServers.routes.set('T', aRoute([BROKER_A]));
    await pollOnce(rig);

    expect(rounds).toEqual([['broker-a', 'broker-b'], ['broker-a']]);
  });

  it('asks for every known topic each interval, without keeping the process alive', async () => {
    const rig = await aKnowingTable('A', 'B');
    const { clock, nameServers } = rig;

    await pollOnce(rig);
    const first = nameServers.topics.toSorted();
    await pollOnce(rig);

    expect(first).toEqual(['A', 'B']);
    expect(nameServers.topics.toSorted()).toEqual(['A', 'A', 'B', 'B']);
    expect(clock.waitingInBackground).toBe(1);
  });

  it('takes over a route that changed', async () => {
    const rig = await aKnowingTable('T');
    const { table, brokers, nameServers } = rig;
    nameServers.routes.set('T', aRoute([BROKER_A, BROKER_B]));

    await pollOnce(rig);

    expect(table.publishInfos.get('T')?.queues).toHaveLength(4);
    expect(brokers.master('broker-b')?.address).toBe(MASTER_B);
  });

  it('[B4.8] keeps the turn of the round robin while the route stays the same', async () => {
    const rig = await aKnowingTable('T');
    const before = rig.table.publishInfos.get('T');

    await pollOnce(rig);

    expect(rig.table.publishInfos.get('T')).toBe(before);
  });

  it('keeps the last good route when it fails, and goes on', async () => {
    const rig = await aKnowingTable('T');
    const { table, nameServers } = rig;
    nameServers.routes.delete('T');
    await pollOnce(rig);
    nameServers.last.fail(new Error('refused'));
    await turn();
    const after = table.publishInfos.get('T');
    nameServers.routes.set('T', aRoute([BROKER_A, BROKER_B]));

    await pollOnce(rig);

    expect(after?.queues).toHaveLength(2);
    expect(table.publishInfos.get('T')?.queues).toHaveLength(4);
  });

  it('keeps the last good route when the topic is unknown now, rather than send it where the template says', async () => {
    const rig = await aKnowingTable('T');
    const { table, nameServers } = rig;
    const before = table.publishInfos.get('T');
    nameServers.routes.set('T', undefined);
    nameServers.routes.set('TBW102', aRoute([BROKER_B]));

    await pollOnce(rig);

    expect(table.publishInfos.get('T')).toBe(before);
  });

  it('follows the template as long as the topic itself is unknown', async () => {
    const rig = aRouteTable({ pollIntervalMs: 30_000 });
    const { table, nameServers } = rig;
    nameServers.routes.set('T', undefined).set('TBW102', aRoute([BROKER_A]));
    rig.find('T');
    await turn();
    table.start();
    nameServers.routes.set('TBW102', aRoute([BROKER_A, BROKER_B]));

    await pollOnce(rig);
    const brokers = table.publishInfos.get('T')?.brokers.length;
    nameServers.routes.set('T', aRoute([BROKER_B]));
    await pollOnce(rig);

    expect(brokers).toBe(2);
    expect(table.publishInfos.get('T')?.queues.map(({ brokerName }) => brokerName)).toEqual(['broker-b', 'broker-b']);
  });

  it('takes over the topic itself once it exists, though its route reads like that of the template', async () => {
    const rig = aRouteTable({ pollIntervalMs: 30_000, defaultTopicQueueNums: 4 });
    const { table, nameServers } = rig;
    const route = aRoute([{ ...BROKER_A, queues: 8 }]);
    nameServers.routes.set('T', undefined).set('TBW102', route);
    rig.find('T');
    await turn();
    table.start();
    const before = table.publishInfos.get('T')?.queues.length;
    nameServers.routes.set('T', route);

    await pollOnce(rig);

    expect([before, table.publishInfos.get('T')?.queues.length]).toEqual([4, 8]);
  });

  it('gives each question its own time', async () => {
    const rig = await aKnowingTable('T');
    const { clock, nameServers } = rig;
    nameServers.routes.delete('T');

    await pollOnce(rig);

    expect(nameServers.last.deadline.deadlineAt).toBe(clock.now() + 3000);
  });

  it('asks for at most eight topics at a time, for each of them once', async () => {
    const topics = Array.from({ length: 20 }, (_, index) => `T${index}`);
    const rig = await aKnowingTable(...topics);
    const { nameServers } = rig;
    nameServers.routes.clear();
    await pollOnce(rig);
    const atATime = nameServers.questions.length;

    for (let answered = 0; answered < nameServers.questions.length; answered += 1) {
      nameServers.questions[answered]?.answer(aRoute());
      await turn();
    }

    expect(atATime).toBe(8);
    expect(nameServers.topics.toSorted()).toEqual(topics.toSorted());
  });

  it('does not begin again before it is through', async () => {
    const rig = await aKnowingTable('T');
    rig.nameServers.routes.delete('T');
    await pollOnce(rig);
    const during = rig.clock.waitingInBackground;

    rig.nameServers.last.answer(aRoute());
    await turn();

    expect([during, rig.clock.waitingInBackground]).toEqual([0, 1]);
  });

  it('forgets brokers that no route names any more', async () => {
    const rig = await aKnowingTable('T');
    rig.nameServers.routes.set('T', aRoute([BROKER_B]));

    await pollOnce(rig);

    expect(rig.brokers.masters().map(({ brokerName }) => brokerName)).toEqual(['broker-b']);
  });

  it('finds a master again that another route took away, though this route did not change', async () => {
    const rig = await aKnowingTable('A', 'B');
    rig.nameServers.routes.set('B', aRoute([{ name: 'broker-a' }]));
    await pollOnce(rig);
    rig.nameServers.routes.delete('B');

    await pollOnce(rig);

    expect(rig.brokers.master('broker-a')).toBeDefined();
  });

  it('stops when the table closes in the middle of it', async () => {
    const rig = await aKnowingTable('T');
    rig.nameServers.routes.delete('T');
    await pollOnce(rig);

    rig.table.close();
    rig.nameServers.last.fail(new Error('closed'));
    await turn();

    expect([rig.clock.waiting, rig.clock.waitingInBackground]).toEqual([0, 0]);
  });
});
