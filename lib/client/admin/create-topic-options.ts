/**
 * What a new topic is to be like. Source: client behaviour F.8, wire protocol section 5.6 (Java `TopicConfig`).
 */
import { wholeNumberProblem } from '../errors/option-problems.js';
import { AUTO_CREATE_TOPIC } from '../protocol/protocol-limits.js';
import type { RequestHeader, REQUESTS } from '../protocol/requests.js';
import { MOST_QUEUES } from '../protocol/route-values.js';
import { PERMISSION } from '../protocol/topic-route-data.js';
import { type AdminOptions, textProblem } from './admin-options.js';

export interface CreateTopicOptions extends AdminOptions {
  /**
   * A topic whose brokers get the new one: every broker with a master on its route. Default `TBW102`, which exists where
   * brokers create topics by themselves; the name of a cluster is such a topic everywhere.
   */
  readonly key?: string | undefined;
  /** Queues on each broker, to read and to write; default the client's `defaultTopicQueueNums`. */
  readonly queueNum?: number | undefined;
  /** Queues to read; default `queueNum`. */
  readonly readQueueNums?: number | undefined;
  /** Queues to write; default `queueNum`. */
  readonly writeQueueNums?: number | undefined;
  /** 6 to read and write (the default), 4 to read, 2 to write. */
  readonly perm?: number | undefined;
  /** Default 0. */
  readonly topicSysFlag?: number | undefined;
  /**
   * Attributes to set, `null` to remove one of a topic that exists, e.g. `{ 'message.type': 'FIFO' }`. Brokers of 5.x
   * only: those of 4.9 create the topic without them and say nothing.
   */
  readonly attributes?: Readonly<Record<string, string | null>> | undefined;
}

/** The header that every broker gets. */
export type CreateTopicHeader = RequestHeader<typeof REQUESTS.UPDATE_AND_CREATE_TOPIC>;

export function createTopicHeader(topic: string, options: CreateTopicOptions, queueNums: number): CreateTopicHeader {
  const queueNum = options.queueNum ?? queueNums;
  return {
    topic,
    defaultTopic: options.key ?? AUTO_CREATE_TOPIC,
    readQueueNums: options.readQueueNums ?? queueNum,
    writeQueueNums: options.writeQueueNums ?? queueNum,
    perm: options.perm ?? PERMISSION.READ | PERMISSION.WRITE,
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: options.topicSysFlag ?? 0,
    order: false,
    attributes: attributesText(options.attributes ?? {}),
  };
}

export function createTopicProblems(header: CreateTopicHeader, { attributes = {} }: CreateTopicOptions): string[] {
  const { defaultTopic, readQueueNums, writeQueueNums, perm, topicSysFlag } = header;
  return [
    textProblem('key', defaultTopic),
    wholeNumberProblem('readQueueNums', readQueueNums, 1, MOST_QUEUES),
    wholeNumberProblem('writeQueueNums', writeQueueNums, 1, MOST_QUEUES),
    wholeNumberProblem('perm', perm, 0, PERMISSION.READ | PERMISSION.WRITE | PERMISSION.INHERIT),
    wholeNumberProblem('topicSysFlag', topicSysFlag, 0),
    ...Object.entries(attributes).map(([name, value]) => attributeProblem(name, value)),
  ].filter((problem) => problem !== undefined);
}

/** `+name=value,-name` (Java `AttributeParser`); nothing at all for brokers that know no attributes. */
function attributesText(attributes: Readonly<Record<string, string | null>>): string | undefined {
  const parts = Object.entries(attributes).map(([name, value]) => (value === null ? `-${name}` : `+${name}=${value}`));
  return parts.length === 0 ? undefined : parts.join(',');
}

/** Names and values travel in one text, so its signs cannot be part of them. */
function attributeProblem(name: string, value: unknown): string | undefined {
  const isUsable =
    /^[^\s,=+-]+$/.test(name) && (value === null || (typeof value === 'string' && /^[^,=]+$/.test(value)));
  if (isUsable) return undefined;
  return `attributes has ${JSON.stringify({ [name]: value })}, it must be a text, names without , = + - and values without , =`;
}
