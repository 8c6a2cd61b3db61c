/**
 * The way of a send to its first attempt. What follows a failure is in send-engine-retry.spec.ts, its times are in
 * send-engine-time.spec.ts.
 */
import { describe, expect, it } from '@jest/globals';
import { decodeProperties } from '../../../../lib/client/message/message-properties.js';
import { aRoute, BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import {
  answerSend,
  aProducer,
  aReadyProducer,
  aRoutedProducer,
  send,
  STORED_FIELDS,
} from '../../../fixtures/remoting-producer.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

describe('a send with route and connection at hand', () => {
  it('[B2.1] is in the socket before send() returns', async () => {
    const rig = await aReadyProducer([BROKER_A]);

    void send(rig);

    expect(rig.dialer.socket(MASTER_A).frames).toMatchObject([{ code: 310, flag: 0 }]);
  });

  it('leaves with all sends of its turn in one write when something is in flight', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const { writes } = rig.dialer.socket(MASTER_A);

    for (let count = 0; count < 50; count += 1) void send(rig);
    const within = writes.length;
    await turn();

    expect([within, writes.length, rig.dialer.socket(MASTER_A).frames.length]).toEqual([1, 2, 50]);
  });

  it('[B0.1] [B5.6a] [B8.0] resolves with what the broker stored', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = send(rig);
    const properties = decodeProperties(rig.dialer.socket(MASTER_A).lastFrame.extFields?.['i'] ?? '');

    answerSend(rig.dialer.socket(MASTER_A));

    expect(await result).toMatchObject({
      sendStatus: 'SEND_OK',
      msgId: properties['UNIQ_KEY'],
      offsetMsgId: STORED_FIELDS.msgId,
      messageQueue: { topic: 'TopicTest', brokerName: 'broker-a', queueId: 1 },
      queueOffset: 42,
    });
    expect(rig.producer.inFlight).toBe(0);
  });

  it('[B4.3] takes the queues in turn', async () => {
    const rig = await aReadyProducer([{ ...BROKER_A, queues: 3 }]);
    for (let count = 0; count < 6; count += 1) void send(rig);
    await turn();

    const queues = rig.dialer.socket(MASTER_A).frames.map(({ extFields }) => Number(extFields?.['e']));

    const first = queues[0] ?? 0;
    expect(queues).toEqual([0, 1, 2, 3, 4, 5].map((step) => (first + step) % 3));
  });

  it('costs no timer of its own', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const before = rig.clock.timersSet;

    for (let count = 0; count < 500; count += 1) void send(rig);

    expect(rig.clock.timersSet - before).toBe(1);
  });
});

describe('a send without route or connection', () => {
  it('[B2.2] asks for the route, dials the broker, and is written as soon as that is done', async () => {
    const rig = aProducer();
    const result = outcomeOf(send(rig));
    rig.nameServers.last.answer(aRoute());
    await turn();

    const socket = rig.dialer.accept(MASTER_A);
    const written = socket.frames.length;
    answerSend(socket);
    await turn();

    expect(written).toBe(1);
    expect(result.now.state).toBe('resolved');
  });

  it('[B2.2] [E2.3] shares question and dial with the other sends', async () => {
    const rig = aProducer();
    const results = [send(rig), send(rig), send(rig)].map(outcomeOf);
    rig.nameServers.last.answer(aRoute());
    await turn();
    const socket = rig.dialer.accept(MASTER_A);
    await turn();

    for (const frame of socket.frames) socket.answer(frame, { extFields: STORED_FIELDS });
    await turn();

    expect([rig.nameServers.topics, rig.dialer.addresses]).toEqual([['TopicTest'], [MASTER_A]]);
    expect(results.map(({ now }) => now.state)).toEqual(['resolved', 'resolved', 'resolved']);
  });

  it('[B2.3] fails with NO_ROUTE when no writable queue has a master', async () => {
    const rig = await aRoutedProducer([{ name: 'broker-a' }]);

    const error = await rejectionOf(send(rig));

    expect(error).toMatchObject({ code: 'NO_ROUTE', responseCode: 10_005, attempts: [] });
  });

  it('[B2.7] fails with what the name servers said', async () => {
    const rig = aProducer();
    const result = send(rig);

    rig.nameServers.last.fail(rig.nameServers.unreachable([{ address: 'ns:1', error: new Error('refused') }]));

    const error = await rejectionOf(result);
    expect(error).toMatchObject({ code: 'NO_NAME_SERVER', responseCode: 10_004 });
    expect(error.message).toContain('ns:1 (refused)');
  });
});
