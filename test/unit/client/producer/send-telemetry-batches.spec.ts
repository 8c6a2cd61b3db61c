/**
 * What subscribers hear of messages that travel together, and what is counted of them.
 */
import { describe, expect, it } from '@jest/globals';
import { decodeBatchEntries } from '../../../../lib/client/message/batch-codec.js';
import { decodeProperties } from '../../../../lib/client/message/message-properties.js';
import { DiagnosticsListeners, eventLog, PLAIN_DIAGNOSTICS, SEND_CHANNELS } from '../../../fixtures/diagnostics.js';
import { aMessage } from '../../../fixtures/messages.js';
import { answerSend, aReadyProducer, send, STORED_FIELDS } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const BATCH_FIELDS = { ...STORED_FIELDS, msgId: '0A00000100002A9F0000000000000400,0A00000100002A9F0000000000000500' };

describe('sends that are joined', () => {
  it('start and end each, and have the attempts of their batch, told under all their ids', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { batching: true } });
    const socket = rig.dialer.socket(MASTER_A);
    using log = eventLog(SEND_CHANNELS);
    const sendings = [outcomeOf(send(rig)), outcomeOf(send(rig))];
    await turn();
    answerSend(socket, { code: 2 });
    await turn();

    answerSend(socket, { extFields: BATCH_FIELDS });
    await turn();

    const ids = log.of('rocketmq:send:start').map(({ messageId }) => messageId);
    expect(sendings.map(({ now }) => now.state)).toEqual(['resolved', 'resolved']);
    expect(log.names).toEqual([
      'rocketmq:send:start',
      'rocketmq:send:start',
      'rocketmq:send:attempt:start',
      'rocketmq:send:attempt:end',
      'rocketmq:send:attempt:start',
      'rocketmq:send:attempt:end',
      'rocketmq:send:end',
      'rocketmq:send:end',
    ]);
    expect(new Set(log.of('rocketmq:send:attempt:end').map(({ messageId }) => messageId))).toEqual(
      new Set([ids.join(',')]),
    );
    expect(log.of('rocketmq:send:end').map(({ messageId, attempts }) => [messageId, attempts])).toEqual(
      ids.map((id) => [id, 2]),
    );
    expect(rig.producer.stats()).toMatchObject({ sent: 2, retried: 1, failed: {}, latencies: { count: 2 } });
  });

  it('fail each', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { batching: true } });
    using log = eventLog(SEND_CHANNELS);
    const sendings = [outcomeOf(send(rig)), outcomeOf(send(rig))];
    await turn();

    answerSend(rig.dialer.socket(MASTER_A), { code: 13 });
    await turn();

    expect(sendings.map(({ now }) => now.state)).toEqual(['rejected', 'rejected']);
    expect(log.of('rocketmq:send:error').map(({ attempts }) => attempts)).toEqual([1, 1]);
    expect(rig.producer.stats()).toMatchObject({ sent: 0, failed: { BROKER_REJECTED: 2 } });
  });

  it('have each the properties that a tracer added to it', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { batching: true } });
    using listeners = new DiagnosticsListeners();
    listeners.on('rocketmq:send:start', ({ messageId, addProperty }) => addProperty('trace', messageId));

    void send(rig);
    void send(rig);
    await turn();

    const { body = Buffer.alloc(0) } = rig.dialer.socket(MASTER_A).lastFrame;
    const stored = decodeBatchEntries(body).map(({ properties }) => decodeProperties(properties));
    expect(stored).toHaveLength(2);
    expect(stored.map(({ trace }) => trace)).toEqual(stored.map((properties) => properties['UNIQ_KEY']));
  });
});

it('a batch of the user’s is one send: it starts once, with the keys of all its messages', async () => {
  const diagnostics = { ...PLAIN_DIAGNOSTICS, includeKeys: true };
  const rig = await aReadyProducer([BROKER_A], { ports: { diagnostics } });
  using log = eventLog(SEND_CHANNELS);

  const sending = outcomeOf(rig.producer.sendBatch([aMessage({ keys: 'a' }), aMessage({ keys: ['b', 'c'] })]));
  answerSend(rig.dialer.socket(MASTER_A), { extFields: BATCH_FIELDS });
  await turn();

  expect(sending.now.state).toBe('resolved');
  expect(log.names).toEqual([
    'rocketmq:send:start',
    'rocketmq:send:attempt:start',
    'rocketmq:send:attempt:end',
    'rocketmq:send:end',
  ]);
  expect(log.of('rocketmq:send:start')).toMatchObject([{ messageCount: 2, keys: ['a', 'b', 'c'] }]);
  expect(rig.producer.stats().sent).toBe(1);
});

it('the parts of a batch come one after the other', async () => {
  const rig = await aReadyProducer([BROKER_A], { options: { maxBodyBytes: 200 } });
  const socket = rig.dialer.socket(MASTER_A);
  using log = eventLog(['rocketmq:send:start', 'rocketmq:send:end']);
  const body = Buffer.alloc(100);
  const sending = outcomeOf(rig.producer.sendBatch([aMessage({ body }), aMessage({ body })]));

  answerSend(socket);
  await turn();
  answerSend(socket);
  await turn();

  expect(sending.now.state).toBe('resolved');
  expect(log.names).toEqual(['rocketmq:send:start', 'rocketmq:send:end', 'rocketmq:send:start', 'rocketmq:send:end']);
});
