/**
 * Static topics (5.x): which broker holds which logical queue of a topic, as its route tells it.
 * Source: wire protocol sections 5.1 and 5.5, Java `TopicQueueMappingInfo`.
 */
import { type FastjsonDialect, integerMapText, jsonText } from './fastjson-text.js';
import { integer, integerKey, object, queueCount, text } from './route-values.js';

/** What one broker holds of a static topic. */
export interface TopicQueueMapping {
  readonly topic: string;
  /** `__global__`, or the name of a part of the cluster. */
  readonly scope: string | undefined;
  /** Logical queues of the topic in its scope, wherever they are. */
  readonly totalQueues: number;
  /** The broker that this is about. */
  readonly brokerName: string;
  /** Grows with every remapping: where two brokers claim a queue, the higher one is right. */
  readonly epoch: number;
  readonly isDirty: boolean;
  /** Logical queue id -> the broker's own queue id. */
  readonly queueIds: ReadonlyMap<number, number>;
}

/** By broker name. */
export type TopicQueueMappings = ReadonlyMap<string, TopicQueueMapping>;

/** @throws {ResponseInvalidError} RESPONSE_INVALID - a value that is no mapping */
export function parseTopicQueueMappings(value: unknown): TopicQueueMappings {
  const entries = Object.entries(object(value, 'topicQueueMappingByBroker'));
  return new Map(entries.map(([brokerName, mapping]) => [brokerName, topicQueueMapping(mapping)]));
}

function topicQueueMapping(value: unknown): TopicQueueMapping {
  const mapping = object(value, 'a queue mapping');
  const queueIds = Object.entries(object(mapping['currIdMap'] ?? {}, 'currIdMap'));
  return {
    topic: text(mapping['topic'] ?? '', 'the topic of a queue mapping'),
    scope: typeof mapping['scope'] === 'string' ? mapping['scope'] : undefined,
    totalQueues: queueCount(mapping['totalQueues'], 'totalQueues'),
    brokerName: text(mapping['bname'], 'bname'),
    epoch: integer(mapping['epoch'], 'epoch'),
    isDirty: mapping['dirty'] === true,
    queueIds: new Map(
      queueIds.map(([logicalId, id]) => [integerKey(logicalId, 'a logical queue id'), integer(id, 'a queue id')]),
    ),
  };
}

export function encodeTopicQueueMappings(mappings: TopicQueueMappings, dialect: FastjsonDialect): string {
  const entries = [...mappings].map(([brokerName, mapping]) => {
    const scope = mapping.scope === undefined ? '' : `"scope":${jsonText(mapping.scope, dialect)},`;
    return (
      `${jsonText(brokerName, dialect)}:{"bname":${jsonText(mapping.brokerName, dialect)},` +
      `"currIdMap":${integerMapText(mapping.queueIds, dialect)},"dirty":${mapping.isDirty},"epoch":${mapping.epoch},` +
      `${scope}"topic":${jsonText(mapping.topic, dialect)},"totalQueues":${mapping.totalQueues}}`
    );
  });
  return `{${entries.join(',')}}`;
}
