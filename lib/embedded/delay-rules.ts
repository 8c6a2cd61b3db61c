/**
 * How long a broker holds a message back, and where: by delay level in every version, by timer from 5.0 on.
 * Source: wire protocol sections 9.1 and 9.2, Java `HookUtils.handleScheduleMessage`; refusals as recorded from 5.5.0.
 */
import { encodeProperties, PROPERTY, type PropertyEntry } from '../client/message/message-properties.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { Answer } from './exchange.js';
import { refusal } from './send-rules.js';
import { findProperty } from './stored-properties.js';

/** Where a message waits, and until when. */
export interface Delay {
  readonly topic: string;
  readonly queueId: number;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  /** What the broker adds to the message's property string. */
  readonly properties: string;
  /** The time in the recall handle; a message with a delay level has none. */
  readonly handleTime: number | undefined;
}

export interface DelayFacts {
  readonly topic: string;
  readonly queueId: number;
  /** As they came. */
  readonly properties: string;
  readonly now: number;
  readonly hasTimers: boolean;
}

const SCHEDULE_TOPIC = 'SCHEDULE_TOPIC_XXXX';
const TIMER_TOPIC = 'rmq_sys_wheel_timer';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Level 1 first (Java `messageDelayLevel`). */
const LEVEL_DELAYS_MS: readonly number[] = [
  ...[1, 5, 10, 30].map((count) => count * SECOND),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30].map((count) => count * MINUTE),
  ...[1, 2].map((count) => count * HOUR),
];

/** Java `timerMaxDelaySec`. */
export const MAX_TIMER_DELAY_MS = 72 * HOUR;
/** Java `timerPrecisionMs`. */
const PRECISION_MS = SECOND;

const ILLEGAL_TIMER = refusal(
  RESPONSE_CODE.MESSAGE_ILLEGAL,
  `timer message illegal, the delay time should not be bigger than the max delay ${MAX_TIMER_DELAY_MS}ms; ` +
    'or if set del msg, the delay time should be bigger than the current time',
);

/** `undefined` for a message that is visible at once. A delay level wins over a timer. */
export function delayOf(facts: DelayFacts): Delay | Answer | undefined {
  const level = Number(findProperty(facts.properties, PROPERTY.DELAY_TIME_LEVEL) ?? 0);
  if (level > 0) return levelDelay(facts, level);
  return facts.hasTimers ? timerDelay(facts) : undefined;
}

/** A level above the highest is the highest. */
function levelDelay(facts: DelayFacts, level: number): Delay {
  const queueId = Math.min(level, LEVEL_DELAYS_MS.length) - 1;
  return {
    topic: SCHEDULE_TOPIC,
    queueId,
    dueAt: facts.now + (LEVEL_DELAYS_MS[queueId] ?? 0),
    properties: encodeProperties(realPlace(facts)),
    handleTime: undefined,
  };
}

function timerDelay(facts: DelayFacts): Delay | Answer | undefined {
  const { now } = facts;
  const dueAt = timerOf(facts);
  if (dueAt === undefined) return undefined;
  if (!Number.isSafeInteger(dueAt)) return ILLEGAL_TIMER;
  if (dueAt <= now) return undefined;
  if (dueAt - now > MAX_TIMER_DELAY_MS) return ILLEGAL_TIMER;
  // A real broker delivers then; here a message is never early.
  const slot = (Math.ceil(dueAt / PRECISION_MS) - 1) * PRECISION_MS;
  return {
    topic: TIMER_TOPIC,
    queueId: 0,
    dueAt,
    properties: encodeProperties([[PROPERTY.TIMER_OUT_MS, String(slot)], ...realPlace(facts)]),
    handleTime: slot + 1,
  };
}

/** The time that the first of the three properties asks for; `NaN` for one that is no number. */
function timerOf({ properties, now }: DelayFacts): number | undefined {
  const seconds = findProperty(properties, PROPERTY.TIMER_DELAY_SEC);
  if (seconds !== undefined) return now + Number(seconds) * SECOND;
  const milliseconds = findProperty(properties, PROPERTY.TIMER_DELAY_MS);
  if (milliseconds !== undefined) return now + Number(milliseconds);
  const time = findProperty(properties, PROPERTY.TIMER_DELIVER_MS);
  return time === undefined ? undefined : Number(time);
}

function realPlace({ topic, queueId }: DelayFacts): PropertyEntry[] {
  return [
    [PROPERTY.REAL_TOPIC, topic],
    [PROPERTY.REAL_QUEUE_ID, String(queueId)],
  ];
}
