/**
 * Rules for the names of topics and groups. Source: client behaviour A.2 and B.1 (Java `Validators`, `TopicValidator`).
 */
import { CLIENT_RESPONSE_CODE } from '../errors/client-response-code.js';
import { InvalidMessageError } from '../errors/input-errors.js';
import { AUTO_CREATE_TOPIC } from '../protocol/protocol-limits.js';

/** In characters. */
export const MAX_TOPIC_LENGTH = 127;
const MAX_GROUP_LENGTH = 255;
/** Characters that names of topics and groups may have. */
export const LEGAL_NAME = /^[%|a-zA-Z0-9_-]+$/;

/** Topics that only brokers write to. */
export const FORBIDDEN_TOPICS: ReadonlySet<string> = new Set([
  'SCHEDULE_TOPIC_XXXX',
  'RMQ_SYS_TRANS_HALF_TOPIC',
  'RMQ_SYS_TRANS_OP_HALF_TOPIC',
  'TRANS_CHECK_MAX_TIME_TOPIC',
  'SELF_TEST_TOPIC',
  'OFFSET_MOVED_EVENT',
]);

/** Start of the name of a consumer group's retry topic. */
export const RETRY_PREFIX = '%RETRY%';
/** Start of the name of a consumer group's topic of dead letters. */
export const DLQ_PREFIX = '%DLQ%';

/** Topics of the servers themselves, which no namespace contains (Java `TopicValidator`). */
const SYSTEM_TOPICS: ReadonlySet<string> = new Set([
  ...FORBIDDEN_TOPICS,
  AUTO_CREATE_TOPIC,
  'BenchmarkTest',
  'RMQ_SYS_TRACE_TOPIC',
  'CHECKPOINT_TOPIC',
]);
const SYSTEM_TOPIC_PREFIX = 'rmq_sys_';

/** Whether a topic is RocketMQ's own: nobody else may create it. */
export function isSystemTopic(topic: string): boolean {
  return SYSTEM_TOPICS.has(topic) || topic.startsWith(SYSTEM_TOPIC_PREFIX);
}

/** @throws {InvalidMessageError} INVALID_MESSAGE - a name that no topic of a user may have */
export function checkNewTopic(topic: unknown): void {
  if (typeof topic === 'string' && isSystemTopic(topic)) throw illegal(systemTopicRemark(topic));
  checkTopic(topic);
}

/** What client and broker say of a topic that is RocketMQ's own, word for word. */
export function systemTopicRemark(topic: string): string {
  return `The topic[${topic}] is conflict with system topic.`;
}

/** @throws {InvalidMessageError} INVALID_MESSAGE - a name that no topic can have */
export function checkTopicName(topic: unknown): asserts topic is string {
  if (typeof topic !== 'string' || topic.trim() === '') throw illegal('The specified topic is blank');
  if (topic.length > MAX_TOPIC_LENGTH) {
    throw illegal(`The specified topic is longer than topic max length ${MAX_TOPIC_LENGTH}.`);
  }
  if (!LEGAL_NAME.test(topic)) {
    throw illegal(`The specified topic[${topic}] contains illegal characters, allowing only ${LEGAL_NAME.source}`);
  }
}

/** @throws {InvalidMessageError} INVALID_MESSAGE - a name that a broker would refuse */
export function checkTopic(topic: unknown): void {
  checkTopicName(topic);
  if (FORBIDDEN_TOPICS.has(topic)) throw illegal(`Sending message to topic[${topic}] is forbidden.`);
}

/** What is wrong with a group name, `undefined` if nothing. */
export function groupProblem(group: unknown, reserved: string): string | undefined {
  if (typeof group !== 'string' || group.trim() === '') return 'the specified group is blank';
  if (group.length > MAX_GROUP_LENGTH) return `the specified group is longer than group max length ${MAX_GROUP_LENGTH}`;
  if (!LEGAL_NAME.test(group)) {
    return `the specified group[${group}] contains illegal characters, allowing only ${LEGAL_NAME.source}`;
  }
  return group === reserved ? `the group can not equal ${reserved}, please specify another one` : undefined;
}

function illegal(text: string): InvalidMessageError {
  return new InvalidMessageError('topic', text, { responseCode: CLIENT_RESPONSE_CODE.NONE });
}
