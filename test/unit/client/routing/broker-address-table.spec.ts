import { describe, expect, it } from '@jest/globals';
import { type BrokerAddressMap, BrokerAddressTable } from '../../../../lib/client/routing/broker-address-table.js';
import { aRoute, BROKER_A, BROKER_B, MASTER_A, MASTER_B, type RouteBroker } from '../../../fixtures/remoting-routes.js';

function aTable(brokers: readonly RouteBroker[], map: BrokerAddressMap = {}): BrokerAddressTable {
  const table = new BrokerAddressTable(map);
  table.update(aRoute(brokers));
  return table;
}

describe('BrokerAddressTable', () => {
  it('knows the master of each broker that a route names', () => {
    const table = aTable([BROKER_A, BROKER_B]);

    const masters = table.masters();

    expect(masters).toEqual([
      { brokerName: 'broker-a', advertised: MASTER_A, address: MASTER_A },
      { brokerName: 'broker-b', advertised: MASTER_B, address: MASTER_B },
    ]);
  });

  it('knows no master of a broker that has none, nor of one it never heard of', () => {
    const table = aTable([{ name: 'broker-a' }]);

    const masters = [table.master('broker-a'), table.master('broker-z')];

    expect(masters).toEqual([undefined, undefined]);
  });

  it('follows a broker that moves, and forgets one that lost its master', () => {
    const table = aTable([BROKER_A, BROKER_B]);

    table.update(aRoute([{ ...BROKER_A, master: '10.0.0.7:10911' }, { name: 'broker-b' }]));

    expect(table.master('broker-a')?.address).toBe('10.0.0.7:10911');
    expect(table.master('broker-b')).toBeUndefined();
  });

  it('keeps what other routes have told', () => {
    const table = aTable([BROKER_A]);

    table.update(aRoute([BROKER_B]));

    expect(table.masters().map(({ brokerName }) => brokerName)).toEqual(['broker-a', 'broker-b']);
  });

  it('forgets brokers that no route names any more', () => {
    const table = aTable([BROKER_A, BROKER_B]);

    table.keepOnly([aRoute([BROKER_B])]);

    expect(table.masters().map(({ brokerName }) => brokerName)).toEqual(['broker-b']);
  });
});

describe('the address of a VIP channel', () => {
  it.each([
    ['two ports below the advertised one', {}, '172.17.0.2:10909'],
    ['two ports below the one that is dialled', { '172.17.0.2:10911': 'localhost:20911' }, 'localhost:20909'],
    ['on the host that is dialled', { '172.17.0.2': 'localhost' }, 'localhost:10909'],
    ['where the map says, if it names that port', { '172.17.0.2:10909': 'localhost:30001' }, 'localhost:30001'],
  ])('is %s', (_what, map, expected) => {
    const table = new BrokerAddressTable(map);
    table.update(aRoute([{ ...BROKER_A, master: '172.17.0.2:10911' }]));

    const address = table.vipAddress(table.masters()[0]!);

    expect(address).toBe(expected);
  });
});

describe('brokerAddressMap', () => {
  it.each([
    ['host and port', '172.17.0.2:10911', { '172.17.0.2:10911': 'localhost:20911' }, 'localhost:20911'],
    ['host alone, for all its ports', '172.17.0.2:10911', { '172.17.0.2': 'localhost' }, 'localhost:10911'],
    ['host and port first', '172.17.0.2:10911', { '172.17.0.2': 'a', '172.17.0.2:10911': 'b:1' }, 'b:1'],
    ['an IPv6 host', '[fd00::2]:10911', { '[fd00::2]': '[::1]' }, '[::1]:10911'],
    ['nothing for another port', '172.17.0.2:10912', { '172.17.0.2:10911': 'localhost:1' }, '172.17.0.2:10912'],
  ])('maps %s', (_what, master, map, address) => {
    const table = aTable([{ name: 'broker-a', master }], map);

    const broker = table.master('broker-a');

    expect(broker).toEqual({ brokerName: 'broker-a', advertised: master, address });
  });
});
