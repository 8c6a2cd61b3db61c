/**
 * What subscribers of the diagnostics channels hear of sends, and what they may do to them.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from '@jest/globals';
import type { SendStartEvent } from '../../../../lib/client/diagnostics/channels.js';
import { decodeProperties } from '../../../../lib/client/message/message-properties.js';
import type { RemotingCommand } from '../../../../lib/client/protocol/remoting-command.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { DiagnosticsListeners, eventLog, PLAIN_DIAGNOSTICS, SEND_CHANNELS } from '../../../fixtures/diagnostics.js';
import { aMessage } from '../../../fixtures/messages.js';
import { answerSend, aReadyProducer, aRoutedProducer, busySocket, send } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, BROKER_B, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const propertiesOf = ({ extFields }: RemotingCommand): Record<string, string> =>
  decodeProperties(extFields?.['i'] ?? '');

describe('the events of a send', () => {
  it('are start, each attempt, and end, joined by client and message id', async () => {
    const rig = await aReadyProducer([BROKER_A, BROKER_B]);
    using log = eventLog(SEND_CHANNELS);
    const sending = send(rig, { tags: 'web' });
    rig.clock.advance(5);
    answerSend(busySocket(rig), { code: 2, remark: 'busy' });
    const [first] = log.of('rocketmq:send:attempt:start');
    rig.clock.advance(7);

    answerSend(rig.dialer.socket(first?.brokerName === 'broker-a' ? '10.0.0.2:10911' : MASTER_A));
    const { msgId } = await sending;

    expect(log.names).toEqual([
      'rocketmq:send:start',
      'rocketmq:send:attempt:start',
      'rocketmq:send:attempt:end',
      'rocketmq:send:attempt:start',
      'rocketmq:send:attempt:end',
      'rocketmq:send:end',
    ]);
    const origin = {
      clientId: PLAIN_DIAGNOSTICS.clientId,
      producerGroup: 'orders',
      topic: 'TopicTest',
      messageId: msgId,
      communicationMode: 'SYNC',
    };
    for (const { event } of log.told) expect(event).toMatchObject(origin);
    expect(log.of('rocketmq:send:start')).toMatchObject([
      { tags: 'web', messageCount: 1, bodyBytes: aMessage().body.length, timeoutMs: 3000 },
    ]);
    expect(log.of('rocketmq:send:attempt:end')).toMatchObject([
      {
        ...first,
        attempt: 1,
        elapsedMs: 5,
        sendStatus: undefined,
        error: { code: 'BROKER_RESPONSE', responseCode: 2 },
      },
      { attempt: 2, elapsedMs: 7, sendStatus: 'SEND_OK', error: undefined },
    ]);
    expect(log.of('rocketmq:send:end')).toMatchObject([
      { attempts: 2, elapsedMs: 12, sendStatus: 'SEND_OK', queueId: 1, queueOffset: 42 },
    ]);
  });

  it('end with the error that the caller gets', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    using log = eventLog(SEND_CHANNELS);
    const sending = outcomeOf(send(rig));
    answerSend(busySocket(rig), { code: 13, remark: 'too large' });
    await turn();

    const [event] = log.of('rocketmq:send:error');

    expect(log.names.at(-1)).toBe('rocketmq:send:error');
    expect(event).toMatchObject({ attempts: 1, elapsedMs: 0, error: { code: 'BROKER_REJECTED' } });
    expect(sending.now).toEqual({ state: 'rejected', error: event?.error });
  });

  it('of a one-way send end when the socket has it', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    using log = eventLog(SEND_CHANNELS);

    await rig.producer.sendOneway(aMessage());

    expect(log.names).toEqual([
      'rocketmq:send:start',
      'rocketmq:send:attempt:start',
      'rocketmq:send:attempt:end',
      'rocketmq:send:end',
    ]);
    expect(log.of('rocketmq:send:end')).toMatchObject([{ communicationMode: 'ONEWAY', sendStatus: undefined }]);
  });

  it('name no attempt where none was made', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    using log = eventLog(SEND_CHANNELS);

    const sending = rig.producer.send(aMessage(), { signal: AbortSignal.abort(new Error('changed my mind')) });

    await expect(sending).rejects.toMatchObject({ code: 'SEND_ABORTED' });
    expect(log.names).toEqual(['rocketmq:send:start', 'rocketmq:send:error']);
    expect(log.of('rocketmq:send:error')).toMatchObject([{ attempts: 0 }]);
  });

  it('end the attempt under way once, when the send is given up or its broker has no address', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    using log = eventLog(SEND_CHANNELS);
    const abort = new AbortController();

    const given = outcomeOf(rig.producer.send(aMessage(), { signal: abort.signal }));
    abort.abort(new Error('changed my mind'));
    rig.brokers.keepOnly([]);
    const unknown = outcomeOf(send(rig));
    await turn();

    expect([given.now.state, unknown.now.state]).toEqual(['rejected', 'rejected']);
    expect(log.of('rocketmq:send:attempt:end').map(({ attempt, error }) => [attempt, error?.message])).toEqual([
      [1, 'changed my mind'],
      ...[1, 2, 3].map((attempt) => [attempt, expect.stringContaining('broker-a')]),
    ]);
    expect(log.of('rocketmq:send:attempt:start').map(({ brokerAddress }) => brokerAddress)).toEqual([
      MASTER_A,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('come in the async context of the caller until the send has to wait', async () => {
    const callers = new AsyncLocalStorage<string>();
    const rig = await aReadyProducer([BROKER_A]);
    const seen: (string | undefined)[] = [];
    using listeners = new DiagnosticsListeners();
    listeners.on('rocketmq:send:start', () => seen.push(callers.getStore()));
    listeners.on('rocketmq:send:attempt:start', () => seen.push(callers.getStore()));

    void callers.run('caller', () => send(rig));

    expect(seen).toEqual(['caller', 'caller']);
  });

  it('carry keys and body only where they are asked for', async () => {
    const message = aMessage({ keys: ['order-1', 'order-2'] });
    const startOf = async (include: object): Promise<SendStartEvent | undefined> => {
      const rig = await aReadyProducer([BROKER_A], { ports: { diagnostics: { ...PLAIN_DIAGNOSTICS, ...include } } });
      using log = eventLog(SEND_CHANNELS);
      void rig.producer.send(message);
      return log.of('rocketmq:send:start')[0];
    };

    const [plain, keys, body] = [
      await startOf({}),
      await startOf({ includeKeys: true }),
      await startOf({ includeBody: true }),
    ];

    expect([plain?.keys, plain?.body]).toEqual([undefined, undefined]);
    expect([keys?.keys, keys?.body]).toEqual([['order-1', 'order-2'], undefined]);
    expect([body?.keys, body?.body]).toEqual([undefined, message.body]);
    expect(JSON.stringify(plain)).not.toContain('order-1');
  });
});

describe('a tracer', () => {
  it('adds properties that are in the frame, beside the user’s and those of hooks', async () => {
    const seen: unknown[] = [];
    const hook = {
      sendMessageBefore: (context: { message: unknown; addProperty(name: string, value: string): void }) => {
        seen.push(context.message);
        context.addProperty('hooked', 'yes');
      },
    };
    const rig = await aReadyProducer([BROKER_A], { options: { sendMessageHooks: [hook] } });
    using listeners = new DiagnosticsListeners();
    listeners.on('rocketmq:send:start', ({ messageId, addProperty }) =>
      addProperty('traceparent', `00-${messageId}-01`),
    );
    const message = aMessage({ properties: { own: 'value' } });
    const before = structuredClone(message);

    void rig.producer.send(message);

    const properties = propertiesOf(busySocket(rig).lastFrame);
    expect(properties).toMatchObject({
      own: 'value',
      hooked: 'yes',
      traceparent: `00-${properties['UNIQ_KEY']}-01`,
    });
    expect(seen).toEqual([message]);
    expect(message).toEqual(before);
  });

  it('adds them to every attempt', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    using listeners = new DiagnosticsListeners();
    listeners.on('rocketmq:send:start', ({ addProperty }) => addProperty('trace', 'one'));

    void send(rig);
    answerSend(busySocket(rig), { code: 2 });
    await turn();

    expect(busySocket(rig).frames.map((frame) => propertiesOf(frame)['trace'])).toEqual(['one', 'one']);
  });

  it.each([
    ['KEYS', 'x'],
    ['name', 'a\u0001b'],
    ['name', ''],
  ])('cannot add %j = %j', async (name, value) => {
    const rig = await aReadyProducer([BROKER_A]);
    const errors: unknown[] = [];
    using listeners = new DiagnosticsListeners();
    listeners.on('rocketmq:send:start', ({ addProperty }) => errors.push(thrownBy(() => addProperty(name, value))));

    void send(rig);

    expect(errors).toMatchObject([{ code: 'INVALID_MESSAGE' }]);
    expect(Object.keys(propertiesOf(busySocket(rig).lastFrame))).toEqual(['UNIQ_KEY', 'WAIT']);
  });

  it('cannot add them once it has returned', async () => {
    const rig = await aRoutedProducer([BROKER_A]);
    using log = eventLog(['rocketmq:send:start']);
    void send(rig);

    const error = thrownBy(() => log.of('rocketmq:send:start')[0]?.addProperty('late', 'value'));

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'properties.late' });
  });

  it('may end the send it hears of', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const abort = new AbortController();
    using listeners = new DiagnosticsListeners();
    listeners.on('rocketmq:send:attempt:start', () => abort.abort(new Error('not this one')));

    const sending = rig.producer.send(aMessage(), { signal: abort.signal });

    await expect(sending).rejects.toMatchObject({ code: 'SEND_ABORTED' });
    expect(rig.dialer.socket(MASTER_A).frames).toEqual([]);
  });
});
