import { describe, expect, it } from '@jest/globals';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import type { RemotingCommand } from '../../../../lib/client/protocol/remoting-command.js';
import { BrokerAddressTable } from '../../../../lib/client/routing/broker-address-table.js';
import { BrokerRequests, queueHeader } from '../../../../lib/client/routing/broker-requests.js';
import { aCommand } from '../../../fixtures/commands.js';
import { aRoute, FakeNameServers, FakeRemoting, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

const QUEUE = { topic: 'TopicTest', brokerName: 'broker-a', queueId: 1 };
const DEADLINE_AT = 5000;

interface Rig {
  readonly requests: BrokerRequests;
  readonly nameServers: FakeNameServers;
  readonly brokers: BrokerAddressTable;
  readonly remoting: FakeRemoting;
}

function aRig(): Rig {
  const nameServers = new FakeNameServers();
  const brokers = new BrokerAddressTable({});
  const remoting = new FakeRemoting();
  const ports = { remoting: remoting.asClient, nameServers: nameServers.asClient, brokers };
  return { requests: new BrokerRequests(ports), nameServers, brokers, remoting };
}

function anAnswer(facts: Partial<RemotingCommand>): RemotingCommand {
  return aCommand({ code: 0, flag: 1, ...facts });
}

describe('BrokerRequests', () => {
  it('asks the master of the broker, without the name server when the broker is known', async () => {
    const { requests, nameServers, brokers, remoting } = aRig();
    brokers.update(aRoute());
    const offset = requests.maxOffset(QUEUE, DEADLINE_AT);
    await turn();

    remoting.last.answer(anAnswer({ extFields: { offset: '42' } }));

    expect(await offset).toBe(42);
    expect(nameServers.topics).toEqual([]);
    expect(remoting.last).toMatchObject({ address: MASTER_A, header: queueHeader(QUEUE), deadlineAt: DEADLINE_AT });
    expect(remoting.last.definition).toBe(REQUESTS.GET_MAX_OFFSET);
  });

  it('asks for the route once when the broker is not known, within the same deadline', async () => {
    const { requests, nameServers, remoting } = aRig();
    nameServers.routes.set('TopicTest', aRoute());

    void outcomeOf(requests.minOffset(QUEUE, DEADLINE_AT));
    await turn();

    expect(nameServers.topics).toEqual(['TopicTest']);
    expect(nameServers.last.deadline).toEqual({ deadlineAt: DEADLINE_AT });
    expect(remoting.last).toMatchObject({ address: MASTER_A, deadlineAt: DEADLINE_AT });
  });

  it.each([
    ['has no master', aRoute([{ name: 'broker-a' }]), { code: 'BROKER_NOT_FOUND', brokerName: 'broker-a' }],
    ['is on no route', undefined, { code: 'NO_ROUTE', topic: 'TopicTest' }],
  ])('rejects when the broker %s after that', async (_what, route, expected) => {
    const { requests, nameServers, remoting } = aRig();
    nameServers.routes.set('TopicTest', route);

    const error = await rejectionOf(requests.maxOffset(QUEUE, DEADLINE_AT));

    expect(error).toMatchObject(expected);
    expect(remoting.addresses).toEqual([]);
  });

  it.each([
    [
      { code: 1, remark: 'why' },
      { code: 'BROKER_RESPONSE', responseCode: 1, address: MASTER_A, remark: 'why' },
    ],
    [{ extFields: { offset: '9007199254740992' } }, { code: 'RESPONSE_INVALID' }],
  ])('rejects the answer %j', async (facts, expected) => {
    const { requests, brokers, remoting } = aRig();
    brokers.update(aRoute());
    const offset = outcomeOf(requests.maxOffset(QUEUE, DEADLINE_AT));
    await turn();

    remoting.last.answer(anAnswer(facts));
    await turn();

    expect(offset.now).toMatchObject({ state: 'rejected', error: expected });
  });
});
