/**
 * What the embedded brokers do with messages that are to be held back, and with recalls.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { encodeProperties } from '../../lib/client/message/message-properties.js';
import { EmbeddedCluster, type EmbeddedClusterOptions } from '../../lib/embedded/index.js';
import { RECORDED } from '../fixtures/recorded-frames.js';
import { type RawAnswer, RawClient, sendRequest } from './raw-client.js';

const RECALL = 370;
const DAY_MS = 86_400_000;

const open: AsyncDisposable[] = [];

afterEach(async () => {
  for (const resource of open.splice(0).toReversed()) await resource[Symbol.asyncDispose]();
});

async function arrange(options: EmbeddedClusterOptions = {}): Promise<{ cluster: EmbeddedCluster; raw: RawClient }> {
  const cluster = await EmbeddedCluster.start(options);
  const raw = await RawClient.connect(cluster.brokers[0]!.address);
  open.push(cluster, { [Symbol.asyncDispose]: () => raw.close() });
  return { cluster, raw };
}

function send(raw: RawClient, topic: string, body: string, properties: Record<string, string>): Promise<RawAnswer> {
  return raw.ask(sendRequest(topic, body, { i: encodeProperties(Object.entries(properties)) }));
}

function recall(raw: RawClient, topic: string, recallHandle: string): Promise<RawAnswer> {
  return raw.ask({ code: RECALL, extFields: { producerGroup: 'PG', bname: 'broker-a', topic, recallHandle } });
}

function decoded(handle: string | undefined): string[] {
  return Buffer.from(handle ?? '', 'base64url')
    .toString()
    .split(' ');
}

function shown({ code, remark, extFields }: Pick<RawAnswer, 'code' | 'remark' | 'extFields'>): object {
  const { msgId, ...others } = extFields ?? {};
  return { code, remark, hasId: msgId !== undefined, others };
}

/** Answers to recalls as 5.5.0 was recorded to give them. */
const RECORDED_ANSWERS = RECORDED.filter(({ folder, re }) => folder === '5.5.0' && re === RECALL);

describe('an embedded broker', () => {
  it('holds a message with a timer back, and names it by a handle as 5.5.0 does', async () => {
    const { cluster, raw } = await arrange();
    const dueAt = Date.now() + DAY_MS;

    const { code, extFields } = await send(raw, 'T', 'x', { UNIQ_KEY: 'ID', TIMER_DELIVER_MS: String(dueAt) });

    expect(code).toBe(0);
    const slot = (Math.ceil(dueAt / 1000) - 1) * 1000;
    expect(decoded(extFields?.['recallHandle'])).toEqual(['v1', 'T', 'broker-a', String(slot + 1), 'ID']);
    expect(extFields?.['recallHandle']).toMatch(/^[\w-]+=*$/);
    expect(extFields?.['recallHandle']!.length).toBe(4 * Math.ceil(extFields!['recallHandle']!.length / 4));
    expect(cluster.stats()).toMatchObject({ delayed: 1 });
    expect(cluster.messages('T')).toEqual([]);
    expect(cluster.messages('rmq_sys_wheel_timer')).toHaveLength(1);
  });

  it('answers recalls word for word as 5.5.0 was recorded to', async () => {
    const { cluster, raw } = await arrange();
    cluster.createTopic('Other');
    const sent = await send(raw, 'T', 'x', { UNIQ_KEY: 'ID', TIMER_DELAY_MS: '60000' });
    const handle = sent.extFields?.['recallHandle'] ?? '';
    const past = Buffer.from('v1 T broker-a 1700000000000 7F000001').toString('base64');

    const answers = [
      await recall(raw, 'T', handle),
      await recall(raw, 'Other', handle),
      await recall(raw, 'T', handle),
      await recall(raw, 'T', past),
      await recall(raw, 'T', 'not-a-handle'),
    ];

    expect(RECORDED_ANSWERS).toHaveLength(5);
    expect(answers.map(shown)).toEqual(
      RECORDED_ANSWERS.map(({ header }) => shown({ ...header, remark: header.remark, extFields: header.extFields })),
    );
    expect(answers[0]?.extFields).toMatchObject({ msgId: 'ID' });
    expect(cluster.stats()).toMatchObject({ delayed: 0 });
  });

  it('refuses to recall from a topic it does not know, and by the handle of another broker', async () => {
    const { cluster, raw } = await arrange();
    const handle = Buffer.from(`v1 T broker-z ${Date.now() + DAY_MS} ID`).toString('base64');

    const unknown = await recall(raw, 'T', handle);
    cluster.createTopic('T');
    const strange = await recall(raw, 'T', handle);

    expect(unknown).toMatchObject({ code: 17, remark: 'recall failed, the topic[T] not exist' });
    expect(strange).toMatchObject({ code: 604, remark: 'recall failed, broker service not available' });
  });

  it('gives no handle for delay levels, retry topics and times that are past', async () => {
    const { raw } = await arrange();

    const answers = [
      await send(raw, 'T', 'x', { DELAY: '18' }),
      await send(raw, '%RETRY%group', 'x', { TIMER_DELAY_MS: '60000' }),
      await send(raw, 'T', 'x', { TIMER_DELIVER_MS: '1700000000000' }),
    ];

    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(answers.flatMap(({ extFields }) => extFields?.['recallHandle'] ?? [])).toEqual([]);
  });

  it('delivers under the topic and queue of the sender, with what 5.5.0 leaves in the properties', async () => {
    const { cluster, raw } = await arrange();
    const sentAt = Date.now();

    const sent = await raw.ask(
      sendRequest('T', 'late', {
        e: '2',
        i: encodeProperties([
          ['UNIQ_KEY', 'ID'],
          ['TAGS', 'A'],
          ['DELAY', '1'],
        ]),
      }),
    );
    const [message, ...others] = await cluster.waitFor('T', 1, { timeoutMs: 20_000 });

    expect(sent.extFields).toMatchObject({ queueId: '2' });
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      topic: 'T',
      queueId: 2,
      tags: 'A',
      msgId: 'ID',
      properties: { DELAY: '1', REAL_TOPIC: 'T', REAL_QID: '2' },
    });
    expect(message!.storeTimestamp).toBeGreaterThanOrEqual(sentAt + 1000);
    expect(message!.offsetMsgId).not.toBe(sent.extFields?.['msgId']);
  });

  it('holds no more messages back than it keeps', async () => {
    const { cluster, raw } = await arrange({ maxMessages: 2 });
    const answers: RawAnswer[] = [];

    for (let count = 0; count < 3; count += 1) answers.push(await send(raw, 'T', 'x', { DELAY: '18' }));

    expect(answers.map(({ code }) => code)).toEqual([0, 0, 1]);
    expect(cluster.stats()).toMatchObject({ delayed: 2 });
  });

  it('forgets what waits when it is stopped', async () => {
    const { cluster, raw } = await arrange();
    await send(raw, 'T', 'x', { DELAY: '18' });

    await cluster.stop();

    expect(cluster.stats()).toMatchObject({ delayed: 0 });
  });
});

describe('an embedded broker of 4.9.7', () => {
  it('announces that version, delivers a message with a timer at once, and knows no recall', async () => {
    const { cluster, raw } = await arrange({ version: '4.9.7' });

    const sent = await send(raw, 'T', 'x', { TIMER_DELAY_MS: '60000' });
    const recalled = await recall(raw, 'T', 'any');

    expect(sent).toMatchObject({ code: 0, version: 407 });
    expect(sent.extFields).not.toHaveProperty('recallHandle');
    expect(cluster.messages('T')).toHaveLength(1);
    expect(recalled).toMatchObject({ code: 3, version: 407 });
  });

  it('knows delay levels', async () => {
    const { cluster, raw } = await arrange({ version: '4.9.7' });

    await send(raw, 'T', 'x', { DELAY: '18' });

    expect(cluster.stats()).toMatchObject({ delayed: 1 });
    expect(cluster.messages('T')).toEqual([]);
  });

  it('is one of the versions there are', async () => {
    const starting = EmbeddedCluster.start({ version: '5.9.9' as '5.5.0' });

    await expect(starting).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: ['version is 5.9.9, it must be one of 5.5.0, 4.9.7'],
    });
  });
});
