/**
 * In a namespace brokers see wrapped names, and users see theirs.
 */
import { describe, expect, it } from '@jest/globals';
import { decodeBatchEntries } from '../../../../lib/client/message/batch-codec.js';
import { decodeProperties } from '../../../../lib/client/message/message-properties.js';
import type { MessageQueue } from '../../../../lib/client/message/message-queue.js';
import type { SendMessageContext } from '../../../../lib/client/producer/send-hook.js';
import { aMessage } from '../../../fixtures/messages.js';
import { aProducer, answerSend, connect, type ProducerRig } from '../../../fixtures/remoting-producer.js';
import { aRoute, BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

const IN_NAMESPACE = { ports: { namespace: 'INST' } };

async function aNamespacedProducer(topicAtBrokers: string): Promise<ProducerRig> {
  const rig = aProducer(IN_NAMESPACE);
  rig.nameServers.routes.set(topicAtBrokers, aRoute([BROKER_A]));
  rig.find(topicAtBrokers);
  await turn();
  connect(rig, MASTER_A);
  return rig;
}

describe('a send in a namespace', () => {
  it.each([
    ['orders', 'INST%orders'],
    ['INST%orders', 'INST%orders'],
    ['%RETRY%group', '%RETRY%INST%group'],
    ['BenchmarkTest', 'BenchmarkTest'],
  ])('[B0.18] [B6.4] to %s goes to %s, and its result says what the user said', async (topic, topicAtBrokers) => {
    const rig = await aNamespacedProducer(topicAtBrokers);
    const outcome = outcomeOf(rig.producer.send(aMessage({ topic })));
    const { extFields } = rig.dialer.socket(MASTER_A).lastFrame;

    answerSend(rig.dialer.socket(MASTER_A));
    await turn();

    expect(extFields).toMatchObject({ a: 'INST%orders', b: topicAtBrokers, c: 'TBW102' });
    expect(decodeProperties(extFields?.['i'] ?? '')).toMatchObject({ INSTANCE_ID: 'INST' });
    expect(outcome.now).toMatchObject({ state: 'resolved', value: { messageQueue: { topic } } });
  });

  it('[B5.2] goes to the wrapped topic in every attempt, wrapped once', async () => {
    const rig = await aNamespacedProducer('INST%orders');
    const socket = rig.dialer.socket(MASTER_A);
    void outcomeOf(rig.producer.send(aMessage({ topic: 'orders' })));

    answerSend(socket, { code: 2 });
    await turn();
    answerSend(socket, { code: 2 });
    await turn();

    const fields = socket.frames.map(({ extFields }) => [extFields?.['a'], extFields?.['b']]);
    expect(fields).toEqual([1, 2, 3].map(() => ['INST%orders', 'INST%orders']));
  });

  it('is in it with all others of its batch, and named in the properties of each', async () => {
    const rig = await aNamespacedProducer('INST%orders');
    const socket = rig.dialer.socket(MASTER_A);
    const outcome = outcomeOf(rig.producer.sendBatch([aMessage({ topic: 'orders' }), aMessage({ topic: 'orders' })]));
    const { extFields, body = Buffer.alloc(0) } = socket.lastFrame;

    answerSend(socket, { extFields: { msgId: 'A,B', queueId: '1', queueOffset: '42' } });
    await turn();

    const instances = decodeBatchEntries(body).map(({ properties }) => decodeProperties(properties)['INSTANCE_ID']);
    expect(extFields).toMatchObject({ a: 'INST%orders', b: 'INST%orders', m: 'true' });
    expect(instances).toEqual(['INST', 'INST']);
    expect(outcome.now).toMatchObject({
      state: 'resolved',
      value: [{ messageQueue: { topic: 'orders' } }, { messageQueue: { topic: 'orders' } }],
    });
  });

  it('shows selectors and hooks the topic of the user', async () => {
    const rig = await aNamespacedProducer('INST%orders');
    const contexts: SendMessageContext[] = [];
    let offered: readonly MessageQueue[] = [];
    rig.producer.registerSendMessageHook({ sendMessageBefore: (context) => void contexts.push(context) });

    void rig.producer.send(aMessage({ topic: 'orders' }), {
      selector: (queues) => {
        offered = queues;
        return queues[1]!;
      },
    });

    expect(offered.map(({ topic }) => topic)).toEqual(['orders', 'orders']);
    expect(contexts).toMatchObject([{ messageQueue: { topic: 'orders', queueId: 1 }, message: { topic: 'orders' } }]);
    expect(rig.dialer.socket(MASTER_A).lastFrame.extFields).toMatchObject({ b: 'INST%orders', e: '1' });
  });

  it('takes a queue of an earlier result', async () => {
    const rig = await aNamespacedProducer('INST%orders');
    const queue = { topic: 'orders', brokerName: 'broker-a', queueId: 1 };

    void rig.producer.send(aMessage({ topic: 'orders' }), { queue });

    expect(rig.dialer.socket(MASTER_A).lastFrame.extFields).toMatchObject({ b: 'INST%orders', e: '1' });
  });

  it('names the topic of the user in its error', async () => {
    const rig = await aNamespacedProducer('INST%orders');
    const outcome = outcomeOf(rig.producer.send(aMessage({ topic: 'orders' })));

    answerSend(rig.dialer.socket(MASTER_A), { code: 13 });
    await turn();

    expect(outcome.now).toMatchObject({ state: 'rejected', error: { code: 'BROKER_REJECTED', topic: 'orders' } });
  });

  it('is refused when only the wrapped topic is too long', async () => {
    const rig = aProducer(IN_NAMESPACE);

    const error = await rejectionOf(rig.producer.send(aMessage({ topic: 't'.repeat(123) })));

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'topic' });
  });
});

it('without a namespace nothing is wrapped, and no instance is named', async () => {
  const rig = aProducer();
  rig.nameServers.routes.set('orders', aRoute([BROKER_A]));
  rig.find('orders');
  await turn();
  connect(rig, MASTER_A);

  void rig.producer.send(aMessage({ topic: 'orders' }));

  const { extFields } = rig.dialer.socket(MASTER_A).lastFrame;
  expect(extFields).toMatchObject({ a: 'orders', b: 'orders' });
  expect(decodeProperties(extFields?.['i'] ?? '')).not.toHaveProperty('INSTANCE_ID');
});
