import { expect, it } from '@jest/globals';
import { eventLog, PLAIN_DIAGNOSTICS } from '../../../fixtures/diagnostics.js';
import { aRouteTable } from '../../../fixtures/remoting-route-table.js';
import { aRoute, BROKER_A, BROKER_B } from '../../../fixtures/remoting-routes.js';
import { turn } from '../../../fixtures/remoting-turns.js';

const CHANNELS = ['rocketmq:route:start', 'rocketmq:route:end', 'rocketmq:route:error'] as const;
const { clientId } = PLAIN_DIAGNOSTICS;

it('a look-up that several wait for is one start and one end', async () => {
  const { find, nameServers, clock } = aRouteTable();
  using log = eventLog(CHANNELS);
  find('TopicTest');
  find('TopicTest');
  clock.advance(8);
  nameServers.last.answer(aRoute([BROKER_A, BROKER_B]));
  await turn();

  expect(log.told).toEqual([
    { name: 'rocketmq:route:start', event: { clientId, topic: 'TopicTest' } },
    {
      name: 'rocketmq:route:end',
      event: {
        clientId,
        topic: 'TopicTest',
        elapsedMs: 8,
        brokerNames: ['broker-a', 'broker-b'],
        writableQueues: 4,
        isFromTemplate: false,
      },
    },
  ]);
});

it('a topic that is to be created is told as one from the template', async () => {
  const { find, nameServers } = aRouteTable();
  nameServers.routes.set('New', undefined).set('TBW102', aRoute([BROKER_A]));
  using log = eventLog(CHANNELS);

  find('New');
  await turn();

  expect(log.of('rocketmq:route:end')).toMatchObject([{ topic: 'New', isFromTemplate: true, writableQueues: 2 }]);
});

it('a look-up that fails ends with the error', async () => {
  const { find, nameServers } = aRouteTable();
  using log = eventLog(CHANNELS);
  const error = nameServers.unreachable();
  const found = find('TopicTest');
  nameServers.last.fail(error);
  await turn();

  expect(log.names).toEqual(['rocketmq:route:start', 'rocketmq:route:error']);
  expect(log.of('rocketmq:route:error')).toMatchObject([{ topic: 'TopicTest', error }]);
  expect(found.now).toEqual({ state: 'rejected', error });
});
