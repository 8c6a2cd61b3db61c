/**
 * What a producer knows of the brokers it sends to, and how long.
 */
import { expect, it } from '@jest/globals';
import { resolveProducerOptions } from '../../../../lib/client/producer/producer-options.js';
import { SendPolicy } from '../../../../lib/client/producer/send-policy.js';
import type { SendTarget } from '../../../../lib/client/producer/send-target.js';
import { SendTargetTable } from '../../../../lib/client/producer/send-target-table.js';
import { BrokerAddressTable } from '../../../../lib/client/routing/broker-address-table.js';
import { aPool } from '../../../fixtures/remoting-pool.js';
import { aRoute, BROKER_A, BROKER_B, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { aSend } from '../../../fixtures/remoting-sends.js';

function aTable() {
  const brokers = new BrokerAddressTable({});
  brokers.update(aRoute([BROKER_A]));
  const policy = new SendPolicy(resolveProducerOptions({ group: 'orders' }));
  const table = new SendTargetTable({ pool: aPool().pool, brokers, policy });
  const reach = (brokerName: string): SendTarget => {
    const target = table.add(aSend().send, brokerName);
    table.follow(target, brokers.master(brokerName));
    return target;
  };
  return { brokers, table, reach };
}

it('keeps a broker of a route, with its address and a template of each kind', () => {
  const { table, reach } = aTable();

  const target = reach('broker-a');

  expect(table.byBroker.get('broker-a')).toBe(target);
  expect(target.address).toBe(MASTER_A);
  expect(target.batchTemplate).not.toBe(target.template);
  expect(target.batchTemplate).toBe(target.batchTemplate);
});

it('does not keep a broker that no route names', () => {
  const { table, reach } = aTable();

  const target = reach('made-up');

  expect([target.address, table.byBroker.size]).toEqual([undefined, 0]);
});

it('forgets brokers that are gone with the next one that comes', () => {
  const { brokers, table, reach } = aTable();
  reach('broker-a');
  brokers.update(aRoute([BROKER_B]));
  brokers.keepOnly([aRoute([BROKER_B])]);

  reach('broker-b');

  expect([...table.byBroker.keys()]).toEqual(['broker-b']);
});
