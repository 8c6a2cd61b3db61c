/**
 * Sends with delay levels, timers and a namespace come out of the factory as the Java client was recorded to write them, byte
 * for byte but for the order of the properties, which in Java is that of a hash map.
 */
import { expect, it } from '@jest/globals';
import {
  decodePropertyEntries,
  decodeProperties,
  encodeProperties,
} from '../../../../lib/client/message/message-properties.js';
import type { Message } from '../../../../lib/client/message/message.js';
import { withoutNamespace } from '../../../../lib/client/message/namespace.js';
import { resolveProducerOptions } from '../../../../lib/client/producer/producer-options.js';
import { SendFactory } from '../../../../lib/client/producer/send-factory.js';
import { type UniqueIdGenerator, WHOLE } from '../../../../lib/client/message/unique-id.js';
import { encodeFrame } from '../../../../lib/client/protocol/frame-encoder.js';
import { encodeExtFields } from '../../../../lib/client/protocol/header-schema.js';
import { QueueTurn, TopicPublishInfo } from '../../../../lib/client/routing/topic-publish-info.js';
import { decodeFrame } from '../../../fixtures/decoded-frames.js';
import { frameName, framesOf, type RecordedFrame } from '../../../fixtures/recorded-frames.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';
import { aSend, aTarget } from '../../../fixtures/remoting-sends.js';

const SCENARIOS = new Set(['send-delay-level', 'send-timer', 'send-namespace-v1', 'recall']);

/** What a user of this client would have passed for it; `undefined` for what it refuses, or has no field for. */
function messageOf(properties: Readonly<Record<string, string>>): Partial<Message> | undefined {
  const { DELAY, TIMER_DELAY_MS, TIMER_DELIVER_MS, TIMER_DELAY_SEC, TAGS, KEYS } = properties;
  if (TIMER_DELAY_SEC !== undefined || Number(DELAY) > 18) return undefined;
  return {
    tags: TAGS,
    keys: KEYS,
    ...(DELAY === undefined ? {} : { delayLevel: Number(DELAY) as 1 }),
    ...(TIMER_DELAY_MS === undefined ? {} : { deliverAfterMs: Number(TIMER_DELAY_MS) }),
    ...(TIMER_DELIVER_MS === undefined ? {} : { deliverAt: new Date(Number(TIMER_DELIVER_MS)) }),
  } as unknown as Partial<Message>;
}

const SENDS = framesOf('5.5.0')
  .filter(({ scenario, dir, header }) => SCENARIOS.has(scenario) && dir === '>' && header.code === 310)
  .flatMap((recorded) => {
    const { command, format } = decodeFrame(recorded.bytes);
    const properties = decodeProperties(command.extFields?.['i'] ?? '');
    const parts = messageOf(properties);
    return parts === undefined ? [] : [{ name: frameName(recorded), recorded, command, format, properties, parts }];
  });

function again({ command, format, properties, parts }: (typeof SENDS)[number]): Buffer {
  const { a = '', b = '', e, g, i = '', n = '' } = command.extFields ?? {};
  const namespace = properties['INSTANCE_ID'];
  const factory = new SendFactory({
    clock: new ManualClock(),
    ids: { now: Date.now, nextLastByte: () => WHOLE, start: properties['UNIQ_KEY'] } as unknown as UniqueIdGenerator,
    options: resolveProducerOptions({ group: withoutNamespace(namespace, a) }),
    defaultTopicQueueNums: 4,
    namespace,
    stages: aSend().send as never,
  });
  const topic = withoutNamespace(namespace, b);
  const message = { topic, body: command.body ?? Buffer.alloc(0), ...parts } as Message;
  const send = factory.single({ mode: 'SYNC', message, options: undefined, resolve: () => {}, reject: () => {} });
  const turn = new QueueTurn({ topic: b, brokerName: n, queueId: Number(e) });
  send.aim(turn, new TopicPublishInfo([], 0), aTarget());
  send.bornTimestamp = Number(g);
  const extFields = encodeExtFields(send.definition.requestFields, send.header);
  const order = decodePropertyEntries(i).map(([name]) => name);
  const sorted = decodePropertyEntries(extFields['i'] ?? '').toSorted(
    ([one], [other]) => order.indexOf(one) - order.indexOf(other),
  );
  return encodeFrame({ ...command, extFields: { ...extFields, i: encodeProperties(sorted) } }, format);
}

it('has sends of each kind', () => {
  const counts = [...SCENARIOS].map(
    (name) => SENDS.filter(({ recorded }: { recorded: RecordedFrame }) => recorded.scenario === name).length,
  );

  expect(counts).toEqual([3, 3, 1, 1]);
});

it.each(SENDS)('$name', (sent) => {
  const bytes = again(sent);

  expect(bytes.equals(sent.recorded.bytes)).toBe(true);
});
