/**
 * Hooks around each attempt: when they run, what they see, and what their errors do.
 */
import { describe, expect, it } from '@jest/globals';
import { SendForbiddenError } from '../../../../lib/client/errors/send-errors.js';
import { decodeProperties } from '../../../../lib/client/message/message-properties.js';
import type { ProducerOptions } from '../../../../lib/client/producer/producer-options.js';
import type { SendMessageContext, SendMessageHook } from '../../../../lib/client/producer/send-hook.js';
import { aReadyProducer, answerSend, busySocket, type ProducerRig, send } from '../../../fixtures/remoting-producer.js';
import { aMessage } from '../../../fixtures/messages.js';
import { BROKER_A, BROKER_B, MASTER_A } from '../../../fixtures/remoting-routes.js';
import type { FakeSocket } from '../../../fixtures/remoting-socket.js';
import { outcomeOf, rejectionOf, turn, until } from '../../../fixtures/remoting-turns.js';

function withHooks(options: Partial<ProducerOptions>, brokers = [BROKER_A]): Promise<ProducerRig> {
  return aReadyProducer(brokers, { options });
}

function told({ attempt, sendResult, error }: SendMessageContext): string {
  return `${attempt} ${sendResult?.sendStatus ?? error?.name ?? 'nothing'}`;
}

/** Keeps what it was told, as `before 1` and `after 1 SEND_OK`. */
function aRecordingHook(): { readonly hook: SendMessageHook; readonly calls: string[] } {
  const calls: string[] = [];
  const hook: SendMessageHook = {
    sendMessageBefore: ({ attempt }) => void calls.push(`before ${attempt}`),
    sendMessageAfter: (context) => void calls.push(`after ${told(context)}`),
  };
  return { hook, calls };
}

/** The socket that the retry went to. */
function socketAfter(first: FakeSocket, rig: ProducerRig): FakeSocket {
  const second = [...rig.dialer.sockets.values()].find((socket) => socket !== first && socket.frames.length > 0);
  if (second === undefined) throw new Error('no other socket was written to');
  return second;
}

const BUSY = { code: 2, remark: 'busy', extFields: undefined } as const;

function propertiesOf(socket: FakeSocket): Readonly<Record<string, string>> {
  return decodeProperties(socket.lastFrame.extFields?.['i'] ?? '');
}

describe('a send hook', () => {
  it('[B6.8] [hooks.33] sees the attempt before and after it, and costs no turn when it returns no promise', async () => {
    const { hook, calls } = aRecordingHook();
    const rig = await withHooks({ sendMessageHooks: [hook] });

    const result = send(rig);
    const within = [...calls, rig.dialer.socket(MASTER_A).frames.length];
    answerSend(rig.dialer.socket(MASTER_A));
    await result;

    expect(within).toEqual(['before 1', 1]);
    expect(calls).toEqual(['before 1', 'after 1 SEND_OK']);
  });

  it('[B6.8] is told the facts of the attempt, with the clear body and the message as the user gave it', async () => {
    const contexts: SendMessageContext[] = [];
    const hook: SendMessageHook = { sendMessageBefore: (context) => void contexts.push(context) };
    const rig = await withHooks({ sendMessageHooks: [hook], compressOverBytes: 1 });
    const message = aMessage({ body: Buffer.alloc(500, 'x') });

    void rig.producer.send(message);
    await until(() => rig.dialer.socket(MASTER_A).frames.length === 1);

    const frame = rig.dialer.socket(MASTER_A).lastFrame;
    expect(contexts).toHaveLength(1);
    expect(contexts[0]?.message).toBe(message);
    expect(contexts[0]).toMatchObject({
      producerGroup: 'orders',
      communicationMode: 'SYNC',
      messages: undefined,
      messageQueue: { topic: 'TopicTest', brokerName: 'broker-a', queueId: Number(frame.extFields?.['e']) },
      brokerAddress: MASTER_A,
      messageId: propertiesOf(rig.dialer.socket(MASTER_A))['UNIQ_KEY'],
      attempt: 1,
      bornHost: '10.0.0.9',
    });
    expect(frame.body?.length).toBeLessThan(500);
  });

  it('[B6.13] [B6.16] is told once per attempt, each with a context of its own, when a retry follows', async () => {
    const { hook, calls } = aRecordingHook();
    const contexts = new Set<SendMessageContext>();
    const keeper: SendMessageHook = { sendMessageBefore: (context) => void contexts.add(context) };
    const rig = await withHooks({ sendMessageHooks: [hook, keeper] }, [BROKER_A, BROKER_B]);

    const result = send(rig);
    const first = busySocket(rig);
    answerSend(first, BUSY);
    answerSend(socketAfter(first, rig));
    await result;

    expect(calls).toEqual(['before 1', 'after 1 BrokerResponseError', 'before 2', 'after 2 SEND_OK']);
    expect(contexts.size).toBe(2);
  });

  it('[B6.13] is told of the end of a one-way attempt without a result', async () => {
    const { hook, calls } = aRecordingHook();
    const rig = await withHooks({ sendMessageHooks: [hook] });

    await rig.producer.sendOneway(aMessage());

    expect(calls).toEqual(['before 1', 'after 1 nothing']);
  });

  it('[B6.14] is told of the end of an attempt that the deadline cuts off', async () => {
    const { hook, calls } = aRecordingHook();
    const rig = await withHooks({ sendMessageHooks: [hook] });

    const result = outcomeOf(send(rig));
    rig.clock.advance(3000);
    await turn();

    expect(result.now).toMatchObject({ error: { code: 'SEND_TIMEOUT' } });
    expect(calls).toEqual(['before 1', 'after 1 RequestTimeoutError']);
  });

  it('[B6.8] runs in the order of the list, those of the client first', async () => {
    const calls: string[] = [];
    const named = (name: string): SendMessageHook => ({ sendMessageBefore: () => void calls.push(name) });
    const rig = await aReadyProducer([BROKER_A], {
      options: { sendMessageHooks: [named('second'), named('third')] },
      ports: { hooks: { checkForbiddenHooks: [], sendMessageHooks: [named('first')] } },
    });
    rig.producer.registerSendMessageHook(named('fourth'));

    void send(rig);

    expect(calls).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('[B6.9] may add properties to what is sent, from its attempt on; the message stays as it was', async () => {
    const hook: SendMessageHook = {
      sendMessageBefore: (context) => context.addProperty(`span-${context.attempt}`, `s${context.attempt}`),
    };
    const rig = await withHooks({ sendMessageHooks: [hook] }, [BROKER_A, BROKER_B]);
    const message = Object.freeze(aMessage({ properties: Object.freeze({ city: 'Rome' }) }));

    void rig.producer.send(message);
    const first = busySocket(rig);
    answerSend(first, BUSY);
    const added = [first, socketAfter(first, rig)].map(propertiesOf);

    expect(added[0]).toMatchObject({ city: 'Rome', 'span-1': 's1' });
    expect(added[1]).toMatchObject({ city: 'Rome', 'span-1': 's1', 'span-2': 's2' });
    expect(message.properties).toEqual({ city: 'Rome' });
  });

  it.each([
    ['a name of RocketMQ', 'UNIQ_KEY', 'x'],
    ['an empty value', 'span', ''],
    ['a separator', 'span', 'a\u0002b'],
    ['more than a broker stores', 'span', 'x'.repeat(40_000)],
  ])('[B6.8] cannot add %s; the send goes on without it, and an event tells', async (_what, name, value) => {
    const hook: SendMessageHook = {
      hookName: 'tracer',
      sendMessageBefore: (context) => context.addProperty(name, value),
    };
    const rig = await withHooks({ sendMessageHooks: [hook] });

    void send(rig, { properties: { city: 'Rome' } });

    expect(propertiesOf(rig.dialer.socket(MASTER_A))).toMatchObject({ city: 'Rome' });
    expect(propertiesOf(rig.dialer.socket(MASTER_A))['span']).toBeUndefined();
    expect(rig.events).toMatchObject([{ type: 'hook-threw', hookName: 'tracer', error: { code: 'INVALID_MESSAGE' } }]);
  });

  it('[B6.9] cannot add a property once its attempt is written', async () => {
    const kept: SendMessageContext[] = [];
    const rig = await withHooks({ sendMessageHooks: [{ sendMessageBefore: (context) => void kept.push(context) }] });

    void send(rig);

    expect(() => kept[0]?.addProperty('late', 'x')).toThrow('is written already');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken hook');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken hook'))],
  ])('[B6.8] that %s changes nothing, and an event tells, before and after', async (_what, broken) => {
    class BrokenHook implements SendMessageHook {
      readonly sendMessageBefore = broken;
      readonly sendMessageAfter = broken;
    }
    const rig = await withHooks({ sendMessageHooks: [new BrokenHook()] });

    const result = send(rig);
    await until(() => rig.dialer.socket(MASTER_A).frames.length === 1);
    answerSend(rig.dialer.socket(MASTER_A));

    expect((await result).sendStatus).toBe('SEND_OK');
    await turn();
    const event = { type: 'hook-threw', hookName: 'BrokenHook', error: new Error('broken hook') };
    expect(rig.events).toEqual([event, event]);
  });

  it('[B6.8] that returns a promise holds the attempt back until it resolves', async () => {
    let goOn: (() => void) | undefined;
    const hook: SendMessageHook = {
      sendMessageBefore: (context) =>
        new Promise((resolve) => {
          goOn = () => {
            context.addProperty('token', 'fetched');
            resolve();
          };
        }),
    };
    const rig = await withHooks({ sendMessageHooks: [hook] });
    const socket = rig.dialer.socket(MASTER_A);

    void send(rig);
    await turn();
    const before = socket.frames.length;
    goOn?.();
    await until(() => socket.frames.length === 1);

    expect(before).toBe(0);
    expect(propertiesOf(socket)['token']).toBe('fetched');
  });

  it('[B6.8] that never resolves costs the send its budget and no more; a later resolution writes nothing', async () => {
    const { hook, calls } = aRecordingHook();
    let resolveLate: (() => void) | undefined;
    const stuck: SendMessageHook = {
      sendMessageBefore: () => new Promise((resolve) => (resolveLate = resolve)),
    };
    const rig = await withHooks({ sendMessageHooks: [hook, stuck] });

    const result = outcomeOf(send(rig));
    await turn();
    rig.clock.advance(3000);
    await turn();
    resolveLate?.();
    await turn();

    expect(result.now).toMatchObject({ error: { code: 'SEND_TIMEOUT', attempts: [] } });
    expect(rig.dialer.socket(MASTER_A).frames).toEqual([]);
    expect(calls).toEqual(['before 1', 'after 1 Error']);
    expect([rig.producer.inFlight, rig.clock.waiting]).toEqual([0, 0]);
  });

  it('[B6.8] leaves no timer behind when its send is given up while it is waited for', async () => {
    const rig = await withHooks({ sendMessageHooks: [{ sendMessageBefore: () => new Promise(() => {}) }] });
    const waitingBefore = rig.clock.waiting;
    const result = rejectionOf(send(rig));

    const closing = rig.producer.close({ drainTimeoutMs: 0 });
    rig.clock.advance(0);
    await closing;

    expect(await result).toMatchObject({ code: 'PRODUCER_CLOSED' });
    expect(rig.clock.waiting).toBe(waitingBefore);
  });

  it('[B6.13] is told nothing of the end of an attempt that it was not told of before', async () => {
    const { hook, calls } = aRecordingHook();
    const controller = new AbortController();
    let letGo: (() => void) | undefined;
    const slow: SendMessageHook = { sendMessageBefore: () => new Promise<void>((resolve) => (letGo = resolve)) };
    const rig = await withHooks({ sendMessageHooks: [slow, hook] });
    const result = outcomeOf(rig.producer.send(aMessage(), { signal: controller.signal }));

    controller.abort();
    letGo?.();
    await turn();

    expect(result.now).toMatchObject({ error: { code: 'SEND_ABORTED' } });
    expect(calls).toEqual([]);
  });

  it('[B6.13] that is added during an attempt sees the next one first', async () => {
    const { hook, calls } = aRecordingHook();
    const rig = await withHooks({ sendMessageHooks: [{}] });
    const result = send(rig);
    rig.producer.registerSendMessageHook(hook);

    answerSend(rig.dialer.socket(MASTER_A), BUSY);
    const between = [...calls];
    await turn();
    answerSend(rig.dialer.socket(MASTER_A));
    await result;

    expect(between).toEqual(['before 2']);
    expect(calls).toEqual(['before 2', 'after 2 SEND_OK']);
  });

  it('[B6.8] that ends the send itself keeps it from being written, and hears of its end', async () => {
    const controller = new AbortController();
    const { hook, calls } = aRecordingHook();
    const ending: SendMessageHook = { sendMessageBefore: () => controller.abort() };
    const rig = await withHooks({ sendMessageHooks: [hook, ending] });

    const result = outcomeOf(rig.producer.send(aMessage(), { signal: controller.signal }));
    await turn();

    expect(result.now).toMatchObject({ error: { code: 'SEND_ABORTED' } });
    expect(calls).toEqual(['before 1', expect.stringContaining('after 1')]);
    expect(rig.dialer.socket(MASTER_A).frames).toEqual([]);
  });
});

describe('a check-forbidden hook', () => {
  it('[B6.7] lets a send pass that it says nothing about, with the facts of the attempt', async () => {
    const seen: object[] = [];
    const rig = await withHooks({ checkForbiddenHooks: [{ checkForbidden: (context) => void seen.push(context) }] });

    void send(rig);

    expect(rig.dialer.socket(MASTER_A).frames).toHaveLength(1);
    expect(seen).toMatchObject([
      {
        nameServers: ['ns:9876'],
        producerGroup: 'orders',
        communicationMode: 'SYNC',
        brokerAddress: MASTER_A,
        unitMode: false,
        attempt: 1,
      },
    ]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('embargo');
      },
    ],
    ['rejects', () => Promise.reject(new Error('embargo'))],
  ])(
    '[B6.7] [hooks.32] that %s ends the send at once: nothing on the wire, no retry, no send hook',
    async (_what, checkForbidden) => {
      class Embargo {
        readonly checkForbidden = checkForbidden;
      }
      const { hook, calls } = aRecordingHook();
      const options = { checkForbiddenHooks: [new Embargo()], sendMessageHooks: [hook] };
      const rig = await withHooks(options, [BROKER_A, BROKER_B]);

      const error = await rejectionOf(send(rig));

      expect(error).toMatchObject({
        name: 'SendForbiddenError',
        code: 'SEND_FORBIDDEN',
        topic: 'TopicTest',
        forbiddenBy: 'Embargo',
        attempts: [],
        cause: new Error('embargo'),
      });
      expect([...rig.dialer.sockets.values()].flatMap(({ frames }) => frames)).toEqual([]);
      expect(calls).toEqual([]);
      expect(rig.producer.inFlight).toBe(0);
    },
  );

  it('[B6.7] that forbids a retry leaves the failed attempt in the error', async () => {
    const rig = await withHooks(
      {
        checkForbiddenHooks: [
          {
            hookName: 'once',
            checkForbidden: ({ attempt }) => {
              if (attempt > 1) throw new Error('once only');
            },
          },
        ],
      },
      [BROKER_A, BROKER_B],
    );

    const result = rejectionOf(send(rig));
    answerSend(busySocket(rig), BUSY);

    expect(await result).toMatchObject({ code: 'SEND_FORBIDDEN', forbiddenBy: 'once', attempts: [{ attempt: 1 }] });
  });

  it('[B6.7] may name who forbade in its place, such as a guard that it ran', async () => {
    const cause = new Error('quota');
    const forbidding = {
      checkForbidden: () => {
        throw new SendForbiddenError('t', 'QuotaGuard', { cause });
      },
    };
    const rig = await withHooks({ checkForbiddenHooks: [forbidding] });

    const error = await rejectionOf(send(rig));

    expect(error).toMatchObject({ topic: 'TopicTest', forbiddenBy: 'QuotaGuard', cause, attempts: [] });
  });

  it('[B6.7] forbids one-way and async sends, too', async () => {
    const forbidding = { checkForbidden: () => Promise.reject(new Error('no')) };
    const rig = await withHooks({ checkForbiddenHooks: [forbidding] });

    const oneway = await rejectionOf(rig.producer.sendOneway(aMessage()));
    const asynchronous = await new Promise((resolve) => {
      rig.producer.sendAsync(aMessage(), { onSuccess: resolve, onException: resolve });
    });

    expect(oneway).toMatchObject({ code: 'SEND_FORBIDDEN' });
    expect(asynchronous).toMatchObject({ code: 'SEND_FORBIDDEN' });
    expect(rig.dialer.socket(MASTER_A).frames).toEqual([]);
  });

  it('[B6.7] that ends the send itself keeps it from the hooks that follow, and from being written', async () => {
    const controller = new AbortController();
    const { hook, calls } = aRecordingHook();
    const rig = await withHooks({
      checkForbiddenHooks: [{ checkForbidden: () => controller.abort() }],
      sendMessageHooks: [hook],
    });

    const result = outcomeOf(rig.producer.send(aMessage(), { signal: controller.signal }));
    await turn();

    expect(result.now).toMatchObject({ error: { code: 'SEND_ABORTED' } });
    expect([calls, rig.dialer.socket(MASTER_A).frames]).toEqual([[], []]);
  });
});
