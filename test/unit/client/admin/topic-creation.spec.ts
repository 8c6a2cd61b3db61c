import { describe, expect, it } from '@jest/globals';
import { anAdmin, type AdminRig } from '../../../fixtures/remoting-admin.js';
import { aRoute, BROKER_A, BROKER_B, MASTER_A, MASTER_B } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

/** Two brokers, and a name server that lists the new topic with 4 queues on both. */
function twoBrokers(): AdminRig {
  const rig = anAdmin();
  const listed = [BROKER_A, BROKER_B].map((broker) => ({ ...broker, queues: 4 }));
  rig.nameServers.routes.set('TBW102', aRoute([BROKER_A, BROKER_B])).set('New', aRoute(listed));
  return rig;
}

describe('createTopic()', () => {
  it('asks every broker of TBW102 that has a master, with what Java asks for', async () => {
    const { admin, remoting, nameServers } = twoBrokers();
    nameServers.routes.set('TBW102', aRoute([BROKER_A, BROKER_B, { name: 'broker-c' }]));

    const result = await admin.createTopic('New');

    expect(result).toEqual({ topic: 'New', created: ['broker-a', 'broker-b'], failures: [], isRouted: true });
    expect(remoting.asked.map(({ address, definition: { code } }) => [address, code])).toEqual([
      [MASTER_A, 17],
      [MASTER_B, 17],
    ]);
    expect(remoting.asked[0]?.header).toEqual({
      topic: 'New',
      defaultTopic: 'TBW102',
      readQueueNums: 4,
      writeQueueNums: 4,
      perm: 6,
      topicFilterType: 'SINGLE_TAG',
      topicSysFlag: 0,
      order: false,
      attributes: undefined,
    });
  });

  it('takes another key, other numbers and attributes', async () => {
    const { admin, remoting, nameServers } = anAdmin();
    nameServers.routes
      .set('DefaultCluster', aRoute())
      .set('New', aRoute([{ ...BROKER_A, queues: 2, readQueues: 8, perm: 4 }]));

    const result = await admin.createTopic('New', {
      key: 'DefaultCluster',
      queueNum: 8,
      writeQueueNums: 2,
      perm: 4,
      topicSysFlag: 1,
      attributes: { 'message.type': 'FIFO', 'reserve.time': null },
    });

    expect(result).toMatchObject({ created: ['broker-a'], isRouted: true });
    expect(remoting.asked[0]?.header).toMatchObject({
      defaultTopic: 'DefaultCluster',
      readQueueNums: 8,
      writeQueueNums: 2,
      perm: 4,
      topicSysFlag: 1,
      attributes: '+message.type=FIFO,-reserve.time',
    });
  });

  it.each([1, 2, 4])('tries a broker again that failed %d times', async (failures) => {
    const { admin, remoting } = twoBrokers();
    const left = ['unreachable', { code: 2 }, { code: 1 }, 'unreachable'].slice(-failures);
    remoting.react = ({ address }) => (address === MASTER_A ? ((left.shift() ?? {}) as 'unreachable') : {});

    const result = await admin.createTopic('New');

    expect(result).toMatchObject({ created: ['broker-a', 'broker-b'], failures: [] });
    expect(remoting.addresses.filter((address) => address === MASTER_A)).toHaveLength(failures + 1);
  });

  it('tells which brokers failed 5 times, as long as one worked', async () => {
    const { admin, remoting, nameServers } = twoBrokers();
    nameServers.routes.set('New', aRoute([{ ...BROKER_B, queues: 4 }]));
    remoting.react = ({ address }) => (address === MASTER_A ? 'unreachable' : {});

    const result = await admin.createTopic('New');

    expect(result).toMatchObject({
      created: ['broker-b'],
      failures: [{ brokerName: 'broker-a', address: MASTER_A, error: { code: 'CONNECT_FAILED' } }],
      isRouted: true,
    });
    expect(remoting.addresses.filter((address) => address === MASTER_A)).toHaveLength(5);
  });

  it('rejects when no broker worked, and does not repeat what would be refused again', async () => {
    const { admin, remoting } = twoBrokers();
    remoting.react = ({ address }) =>
      address === MASTER_A ? { code: 29, remark: 'MIXED message type is not supported.' } : { code: 1, remark: 'why' };

    const error = await rejectionOf(admin.createTopic('New'));

    expect(error).toMatchObject({
      code: 'TOPIC_NOT_CREATED',
      topic: 'New',
      key: 'TBW102',
      responseCode: 1,
      failures: [{ brokerName: 'broker-a' }, { brokerName: 'broker-b' }],
    });
    expect(error.message).toContain(`broker-a ${MASTER_A} (${MASTER_A} answered 29 (INVALID_PARAMETER): MIXED`);
    expect(remoting.addresses.filter((address) => address === MASTER_A)).toHaveLength(1);
    expect(remoting.addresses.filter((address) => address === MASTER_B)).toHaveLength(5);
  });

  it('rejects when the key has no route, or no master', async () => {
    const { admin, nameServers } = anAdmin();
    nameServers.routes.set('Unknown', undefined).set('Orphan', aRoute([{ name: 'broker-a' }]));

    const unknown = await rejectionOf(admin.createTopic('New', { key: 'Unknown' }));
    const orphan = await rejectionOf(admin.createTopic('New', { key: 'Orphan' }));

    expect(unknown).toMatchObject({ code: 'NO_ROUTE', topic: 'Unknown' });
    expect(orphan).toMatchObject({ code: 'TOPIC_NOT_CREATED', failures: [] });
    expect(orphan.message).toContain('no broker on the route of Orphan has a master now');
  });

  it('waits until the name server lists the new queues, and sends then use them', async () => {
    const { admin, nameServers, routes, clock } = twoBrokers();
    const looks = [undefined, aRoute([{ ...BROKER_A, queues: 4 }]), aRoute([BROKER_A, BROKER_B])];
    const last = nameServers.routes.get('New');
    nameServers.routes.set('New', looks.shift());
    const result = outcomeOf(admin.createTopic('New'));
    for (const next of [...looks, last]) {
      await turn();
      expect(result.now.state).toBe('pending');
      nameServers.routes.set('New', next);
      clock.advance(50);
    }
    await turn();

    expect(result.now).toMatchObject({ state: 'resolved', value: { isRouted: true } });
    expect(routes.publishInfos.get('New')?.queues).toHaveLength(8);
  });

  it('says so when the name server does not list it in time', async () => {
    const { admin, nameServers, clock } = twoBrokers();
    nameServers.routes.set('New', undefined);
    const result = outcomeOf(admin.createTopic('New', { timeoutMs: 120 }));
    for (let looks = 0; looks < 3; looks++) {
      await turn();
      clock.advance(50);
    }
    await turn();

    expect(result.now).toMatchObject({
      state: 'resolved',
      value: { created: ['broker-a', 'broker-b'], isRouted: false },
    });
    expect(clock.waiting).toBe(0);
  });

  it('gives a silent broker three quarters of the time and no second try, the rest is for the route', async () => {
    const { admin, remoting, nameServers, clock } = twoBrokers();
    nameServers.routes.set('New', aRoute([{ ...BROKER_A, queues: 4 }]));
    remoting.react = ({ address }) => (address === MASTER_B ? 'silent' : {});
    const result = outcomeOf(admin.createTopic('New', { timeoutMs: 1000 }));
    await turn();

    clock.advance(750);
    await turn();

    expect(result.now).toMatchObject({
      value: {
        isRouted: true,
        created: ['broker-a'],
        failures: [{ brokerName: 'broker-b', error: { code: 'REQUEST_TIMEOUT' } }],
      },
    });
    expect(remoting.asked).toHaveLength(2);
  });

  it.each(['TBW102', 'rmq_sys_x', 'a b'])('refuses the name %s', async (topic) => {
    const { admin, remoting } = twoBrokers();

    expect(await rejectionOf(admin.createTopic(topic))).toMatchObject({ code: 'INVALID_MESSAGE', field: 'topic' });
    expect(remoting.asked).toEqual([]);
  });
});
