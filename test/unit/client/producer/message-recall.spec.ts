import { describe, expect, it } from '@jest/globals';
import { aReadyProducer, aCreatedProducer, aRoutedProducer, connect } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, BROKER_B, MASTER_A, MASTER_B } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

function handleOf(brokerName: string): string {
  return Buffer.from(`v1 TopicTest ${brokerName} 1800000000001 UNIQ`).toString('base64');
}

describe('recall', () => {
  it('asks the broker that the handle names, and resolves with the id of the message', async () => {
    const rig = await aReadyProducer([BROKER_A, BROKER_B]);
    const outcome = outcomeOf(rig.producer.recall('TopicTest', handleOf('broker-b')));
    await turn();
    const socket = rig.dialer.socket(MASTER_B);
    const { code, extFields } = socket.lastFrame;

    socket.answer(socket.lastFrame, { extFields: { msgId: 'UNIQ', MSG_REGION: 'DefaultRegion' } });
    await turn();

    expect(code).toBe(370);
    expect(extFields).toEqual({
      producerGroup: 'orders',
      bname: 'broker-b',
      topic: 'TopicTest',
      recallHandle: handleOf('broker-b'),
    });
    expect(outcome.now).toEqual({ state: 'resolved', value: 'UNIQ' });
    expect(rig.dialer.socket(MASTER_A).frames).toEqual([]);
  });

  it('asks another broker of the topic if nobody knows that one', async () => {
    const rig = await aReadyProducer([BROKER_A]);

    void rig.producer.recall('TopicTest', handleOf('broker-z'));
    await turn();

    expect(rig.dialer.socket(MASTER_A).lastFrame).toMatchObject({ code: 370, extFields: { bname: 'broker-z' } });
  });

  it('looks up a topic that is not known yet', async () => {
    const rig = await aRoutedProducer([BROKER_A]);
    rig.nameServers.routes.set('Other', undefined);
    rig.nameServers.routes.set('TBW102', undefined);

    const error = await rejectionOf(rig.producer.recall('Other', handleOf('broker-a')));

    expect(error).toMatchObject({ code: 'NO_ROUTE' });
  });

  it('wraps topic and group in a namespace', async () => {
    const rig = await aReadyProducer([BROKER_A], { ports: { namespace: 'INST' } });
    rig.nameServers.routes.set('INST%T', undefined);
    rig.nameServers.routes.set('TBW102', undefined);

    const error = await rejectionOf(rig.producer.recall('T', handleOf('broker-a')));

    expect(error).toMatchObject({ code: 'NO_ROUTE', topic: 'INST%T' });
  });

  it('fails with what the broker says', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const outcome = outcomeOf(rig.producer.recall('TopicTest', handleOf('broker-a')));
    await turn();
    const socket = rig.dialer.socket(MASTER_A);

    socket.answer(socket.lastFrame, { code: 604, remark: 'recall failed, timestamp invalid' });
    await turn();

    expect(outcome.now).toMatchObject({
      state: 'rejected',
      error: { code: 'BROKER_RESPONSE', responseCode: 604, responseName: 'ILLEGAL_OPERATION', address: MASTER_A },
    });
  });

  it('ends at its deadline, the time to connect included', async () => {
    const rig = await aRoutedProducer([BROKER_A]);
    const outcome = outcomeOf(rig.producer.recall('TopicTest', handleOf('broker-a'), { timeoutMs: 700 }));
    await turn();
    rig.clock.advance(400);
    connect(rig, MASTER_A);
    await turn();

    rig.clock.advance(299);
    await turn();
    const before = outcome.now;
    rig.clock.advance(1);
    await turn();

    expect(before).toEqual({ state: 'pending' });
    expect(outcome.now).toMatchObject({ state: 'rejected', error: { code: 'REQUEST_TIMEOUT' } });
  });

  it.each([
    ['a blank topic', '', handleOf('broker-a'), undefined, 'INVALID_MESSAGE'],
    ['a retry topic', '%RETRY%group', handleOf('broker-a'), undefined, 'INVALID_MESSAGE'],
    ['a topic of dead letters', '%DLQ%group', handleOf('broker-a'), undefined, 'INVALID_MESSAGE'],
    ['a bad handle', 'TopicTest', 'no handle', undefined, 'INVALID_MESSAGE'],
    ['a bad time-out', 'TopicTest', handleOf('broker-a'), { timeoutMs: 0 }, 'INVALID_OPTIONS'],
  ])('refuses %s without asking anybody', async (_what, topic, handle, options, code) => {
    const rig = await aReadyProducer([BROKER_A]);

    const error = await rejectionOf(rig.producer.recall(topic, handle, options));

    expect(error).toMatchObject({ code });
    expect(rig.dialer.socket(MASTER_A).frames).toEqual([]);
  });

  it('needs a running producer', async () => {
    const { producer } = aCreatedProducer();

    const before = await rejectionOf(producer.recall('TopicTest', handleOf('broker-a')));
    producer.start();
    await producer.close();
    const after = await rejectionOf(producer.recall('TopicTest', handleOf('broker-a')));

    expect([before, after]).toMatchObject([{ code: 'PRODUCER_NOT_STARTED' }, { code: 'PRODUCER_CLOSED' }]);
  });
});
