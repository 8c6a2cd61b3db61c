/**
 * The life of a producer, and what it makes of a message. Its other modes are in producer-async.spec.ts and
 * producer-oneway.spec.ts, its end in producer-close.spec.ts.
 */
import { describe, expect, it } from '@jest/globals';
import { inflateSync } from 'node:zlib';
import type { Message } from '../../../../lib/client/message/message.js';
import { decodeProperties } from '../../../../lib/client/message/message-properties.js';
import type { SendOptions } from '../../../../lib/client/producer/send-options.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { aMessage } from '../../../fixtures/messages.js';
import {
  aCreatedProducer,
  aProducer,
  aReadyProducer,
  aRoutedProducer,
  send,
} from '../../../fixtures/remoting-producer.js';
import { BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { rejectionOf, turn, until } from '../../../fixtures/remoting-turns.js';

const bodyOf = ({ body }: { readonly body: Uint8Array | undefined }): Buffer => Buffer.from(body ?? []);

describe('starting a producer', () => {
  it('starts its client, once, and dials nobody', () => {
    const rig = aCreatedProducer();
    const before = rig.producer.state;

    rig.producer.start();
    rig.producer.start();

    expect([before, rig.producer.state, rig.calls]).toEqual(['created', 'running', ['start']]);
    expect([rig.dialer.dials, rig.nameServers.questions]).toEqual([[], []]);
  });

  it('is not done if the client does not start', () => {
    const rig = aCreatedProducer({
      ports: {
        onStart: () => {
          throw new Error('closed');
        },
      },
    });

    const error = thrownBy(() => rig.producer.start());

    expect(error).toEqual(new Error('closed'));
    expect(rig.producer.state).toBe('created');
  });

  it('is refused after close()', async () => {
    const rig = aCreatedProducer();
    await rig.producer.close();

    const error = thrownBy(() => rig.producer.start());

    expect(error).toMatchObject({ code: 'PRODUCER_CLOSED', group: 'orders' });
  });
});

describe('send()', () => {
  it('is refused before start()', async () => {
    const rig = aCreatedProducer();

    const error = await rejectionOf(send(rig));

    expect(error).toMatchObject({ code: 'PRODUCER_NOT_STARTED', group: 'orders', responseCode: -1 });
  });

  it('is refused after close()', async () => {
    const rig = aProducer();
    await rig.producer.close();

    const error = await rejectionOf(send(rig));

    expect(error).toMatchObject({ code: 'PRODUCER_CLOSED', group: 'orders' });
  });

  it.each([
    ['no topic', { topic: '' }, 'INVALID_MESSAGE'],
    ['no body', { body: Buffer.alloc(0) }, 'INVALID_MESSAGE'],
    ['a body that is too long', { body: Buffer.alloc(101) }, 'INVALID_MESSAGE'],
    ['too many properties', { properties: { text: 'x'.repeat(33_000) } }, 'INVALID_MESSAGE'],
  ])('rejects a message with %s, and nothing of it is under way', async (_what, parts, code) => {
    const rig = aProducer({ options: { maxBodyBytes: 100 } });

    const error = await rejectionOf(send(rig, parts));

    expect(error).toMatchObject({ code });
    expect([rig.producer.inFlight, rig.nameServers.questions]).toEqual([0, []]);
  });

  it('rejects, and does not throw, when it is called with nonsense', async () => {
    const rig = aProducer();

    const errors = [
      await rejectionOf(rig.producer.send(null as unknown as Message)),
      await rejectionOf(rig.producer.send(aMessage(), { timeoutMs: -1 })),
      await rejectionOf(rig.producer.send(aMessage(), { timeoutMs: '5' } as unknown as SendOptions)),
    ];

    expect(errors).toMatchObject([
      { code: 'INVALID_MESSAGE' },
      { code: 'INVALID_OPTIONS' },
      { code: 'INVALID_OPTIONS' },
    ]);
    expect(rig.producer.inFlight).toBe(0);
  });

  it('[B1.15] [B1.16] [B2.8] [B6.9] [B7.1] [B7.2] writes the message as Java does', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { createTopicKey: 'Template' } });

    void send(rig, { tags: 'web', keys: ['a', 'b'], flag: 9, waitStoreMsgOk: false, properties: { city: 'Bonn' } });

    const { code, extFields, body } = rig.dialer.socket(MASTER_A).lastFrame;
    const { UNIQ_KEY: uniqueKey, ...properties } = decodeProperties(extFields?.['i'] ?? '');
    expect(code).toBe(310);
    expect(extFields).toMatchObject({
      a: 'orders',
      b: 'TopicTest',
      c: 'Template',
      d: '4',
      f: '0',
      h: '9',
      j: '0',
      k: 'false',
      m: 'false',
      n: 'broker-a',
    });
    expect(properties).toEqual({ WAIT: 'false', TAGS: 'web', KEYS: 'a b', city: 'Bonn' });
    expect(uniqueKey).toMatch(/^[\dA-F]{32}$/);
    expect(Buffer.from(body ?? []).toString()).toBe('hello');
  });

  it('[B6.3] gives every send an id of its own, though it is the same message', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const message = aMessage();

    for (let count = 0; count < 10; count += 1) void rig.producer.send(message);
    await turn();

    const { frames } = rig.dialer.socket(MASTER_A);
    const ids = frames.map(({ extFields }) => decodeProperties(extFields?.['i'] ?? '')['UNIQ_KEY']);
    expect(new Set(ids).size).toBe(10);
  });

  it('[B0.17] [B6.11] [B6.15] takes a frozen message and changes nothing of it', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const properties = Object.freeze({ city: 'Bonn' });
    const keys = Object.freeze(['a']);
    const body = Buffer.alloc(5000, 'x');
    const message = Object.freeze({ topic: 'TopicTest', body, keys, properties });

    void rig.producer.send(message);
    await until(() => rig.dialer.socket(MASTER_A).writes.length > 0);

    expect(message).toEqual({
      topic: 'TopicTest',
      body: Buffer.alloc(5000, 'x'),
      keys: ['a'],
      properties: { city: 'Bonn' },
    });
    expect(message.body).toBe(body);
  });
});

describe('a body', () => {
  it('[B6.5a] of 4095 bytes travels as it is, in the same tick', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const body = Buffer.alloc(4095, 'x');

    void send(rig, { body });

    const frame = rig.dialer.socket(MASTER_A).lastFrame;
    expect(bodyOf(frame)).toEqual(body);
    expect(frame.extFields?.['f']).toBe('0');
  });

  it('[B6.5a] [B6.5d] of 4096 bytes is compressed into a copy, and says so', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const body = Buffer.alloc(4096, 'x');

    void send(rig, { body });
    await until(() => rig.dialer.socket(MASTER_A).writes.length > 0);

    const frame = rig.dialer.socket(MASTER_A).lastFrame;
    expect(bodyOf(frame).length).toBeLessThan(100);
    expect(inflateSync(bodyOf(frame))).toEqual(Buffer.alloc(4096, 'x'));
    expect(Number(frame.extFields?.['f'])).toBe(0x301);
  });

  it('is compressed once for all attempts', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const socket = rig.dialer.socket(MASTER_A);
    void send(rig, { body: Buffer.alloc(5000, 'x') });
    await until(() => socket.writes.length > 0);
    const first = socket.lastFrame;

    socket.answer(first, { code: 2 });
    await until(() => socket.frames.length > 1);

    expect(bodyOf(socket.lastFrame)).toEqual(bodyOf(first));
    expect(socket.lastFrame.extFields?.['f']).toBe(first.extFields?.['f']);
  });

  it('is never compressed when the limit says so', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { compressOverBytes: 2_147_483_647 } });
    const body = Buffer.alloc(100_000, 'x');

    void send(rig, { body });

    expect(bodyOf(rig.dialer.socket(MASTER_A).lastFrame)).toEqual(body);
  });
});

describe('a message that is stored less durably than asked', () => {
  it('[B5.6b] counts as sent, and becomes an event', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = send(rig);
    const socket = rig.dialer.socket(MASTER_A);

    socket.answer(socket.lastFrame, { code: 11, extFields: { msgId: 'O', queueId: '0', queueOffset: '1' } });

    const { sendStatus, msgId } = await result;
    expect(sendStatus).toBe('SLAVE_NOT_AVAILABLE');
    expect(rig.events).toEqual([
      { type: 'send-status', topic: 'TopicTest', messageId: msgId, status: 'SLAVE_NOT_AVAILABLE' },
    ]);
  });

  it('is no event when it is stored as asked', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = send(rig);
    const socket = rig.dialer.socket(MASTER_A);

    socket.answer(socket.lastFrame, { extFields: { msgId: 'O', queueId: '0', queueOffset: '1' } });
    await result;

    expect(rig.events).toEqual([]);
  });
});

describe('inFlight', () => {
  it('counts what has not settled, whatever it waits for', async () => {
    const rig = await aRoutedProducer([BROKER_A]);
    void send(rig);
    void send(rig, { topic: 'Other' });
    void send(rig, { body: Buffer.alloc(5000) });

    expect(rig.producer.inFlight).toBe(3);
  });
});
