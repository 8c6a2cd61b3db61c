/**
 * What a broker refuses to store, with the answers of 5.5.0, word for word.
 * Source: wire protocol section 2.4, Java `AbstractSendMessageProcessor.msgCheck`, `TopicValidator`, `HookUtils`.
 */
import { MAX_TOPIC_LENGTH, FORBIDDEN_TOPICS, LEGAL_NAME, RETRY_PREFIX } from '../client/message/name-validation.js';
import { type RequestHeader, REQUESTS } from '../client/protocol/requests.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { BrokerParts } from './broker-parts.js';
import type { Answer, Peer } from './exchange.js';
import { FAQ_HELP } from './remarks.js';
import { findProperty, REGION } from './stored-properties.js';
import { describeTopic, type TopicConfig } from './topic-table.js';

export type SendHeader = RequestHeader<typeof REQUESTS.SEND_MESSAGE_V2>;

/** On every answer to a send except those to broken requests. */
export const SEND_FIELDS = { TRACE_ON: 'true', MSG_REGION: REGION } as const;

const MAX_PROPERTY_BYTES = 32_767;
const TRANSACTION_PREPARED = 'TRAN_MSG';

export function refusal(code: number, remark: string): Answer {
  return { code, remark, extFields: SEND_FIELDS };
}

/** What is wrong with the name of a topic, `undefined` if nothing. */
export function topicNameProblem(topic: string): string | undefined {
  if (topic.trim() === '') return 'The specified topic is blank.';
  if (!LEGAL_NAME.test(topic)) {
    return `The specified topic: ${topic}, contains illegal characters, allowing only ${LEGAL_NAME.source}`;
  }
  return topic.length > MAX_TOPIC_LENGTH ? 'The specified topic is longer than topic max length.' : undefined;
}

/** Refuses a topic that nobody may send to. */
export function refuseTopic(topic: string): Answer | undefined {
  const problem = topicNameProblem(topic);
  if (problem !== undefined) return refusal(RESPONSE_CODE.INVALID_PARAMETER, problem);
  if (!FORBIDDEN_TOPICS.has(topic)) return undefined;
  return refusal(RESPONSE_CODE.NO_PERMISSION, `Sending message to topic[${topic}] is forbidden.`);
}

/** The topic of a send, created if it is new and may be; otherwise the refusal. */
export function topicOf({ topics }: BrokerParts, header: SendHeader): TopicConfig | Answer {
  const { topic, defaultTopic, defaultTopicQueueNums } = header;
  return (
    topics.getOrInherit(topic, defaultTopic, defaultTopicQueueNums) ??
    refusal(RESPONSE_CODE.TOPIC_NOT_EXIST, `topic[${topic}] not exist, apply first please!${FAQ_HELP}`)
  );
}

export function refuseQueue(config: TopicConfig, queueId: number, peer: Peer): Answer | undefined {
  if (queueId < Math.max(config.readQueueNums, config.writeQueueNums)) return undefined;
  return refusal(
    RESPONSE_CODE.INVALID_PARAMETER,
    `request queueId[${queueId}] is illegal, ${describeTopic(config)} Producer: ${peer.host.text}`,
  );
}

/** @param properties - as they would be stored, what the broker adds included */
export function refuseSize(parts: BrokerParts, body: Uint8Array, properties: string): Answer | undefined {
  if (body.length <= parts.maxMessageBytes && isShortEnough(properties)) return undefined;
  return refusal(
    RESPONSE_CODE.MESSAGE_ILLEGAL,
    'the message is illegal, maybe msg body or properties length not matched. ' +
      `msg body length limit ${parts.maxMessageBytes}B, msg properties length limit 32KB.`,
  );
}

/** Half messages would be visible at once, so they are refused as by a broker with `rejectTransactionMessage`. */
export function refuseTransaction({ host }: BrokerParts, properties: string): Answer | undefined {
  if (findProperty(properties, TRANSACTION_PREPARED)?.toLowerCase() !== 'true') return undefined;
  return refusal(RESPONSE_CODE.NO_PERMISSION, `the broker[${host.text}] sending transaction message is forbidden`);
}

export function refuseBatch(parts: BrokerParts, topic: string, body: Uint8Array): Answer | undefined {
  if (topic.startsWith(RETRY_PREFIX)) {
    return refusal(RESPONSE_CODE.MESSAGE_ILLEGAL, `batch request does not support retry group ${topic}`);
  }
  if (body.length <= parts.maxMessageBytes) return undefined;
  return { code: RESPONSE_CODE.SYSTEM_ERROR, remark: 'java.lang.RuntimeException: message body size exceeded' };
}

function isShortEnough(properties: string): boolean {
  return properties.length * 3 <= MAX_PROPERTY_BYTES || Buffer.byteLength(properties) <= MAX_PROPERTY_BYTES;
}
