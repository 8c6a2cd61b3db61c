/**
 * UPDATE_AND_CREATE_TOPIC: makes a topic, or changes it; the name server here knows it at once.
 * Source: wire protocol section 5.6, Java `AdminBrokerProcessor.updateAndCreateTopic`; answers as recorded from 5.5.0.
 */
import { isSystemTopic, systemTopicRemark } from '../client/message/name-validation.js';
import { REQUESTS } from '../client/protocol/requests.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { BrokerParts } from './broker-parts.js';
import { type Answer, type Exchange, type HandlerTable, requestHeader } from './exchange.js';
import { topicNameProblem } from './send-rules.js';
import { alterAttributes } from './topic-attributes.js';

/** What 5.5.0 and 4.9.7 put beside a success that no code was set for. */
const NO_CODE_SET = 'not set any response code';

export function topicHandlers(parts: BrokerParts): HandlerTable {
  return { UPDATE_AND_CREATE_TOPIC: (exchange) => createTopic(parts, exchange) };
}

function createTopic({ topics }: BrokerParts, exchange: Exchange): Answer {
  const header = requestHeader(REQUESTS.UPDATE_AND_CREATE_TOPIC, exchange);
  const { topic, readQueueNums, writeQueueNums, perm, topicSysFlag = 0, order, attributes = '' } = header;
  const problem = topicNameProblem(topic) ?? (isSystemTopic(topic) ? systemTopicRemark(topic) : undefined);
  if (problem !== undefined) return { code: RESPONSE_CODE.INVALID_PARAMETER, remark: problem };
  if (attributes.split(',').includes('+message.type=MIXED')) {
    return { code: RESPONSE_CODE.INVALID_PARAMETER, remark: 'MIXED message type is not supported.' };
  }
  try {
    const altered = alterAttributes(topics.get(topic)?.attributes, attributes);
    topics.set({ topic, readQueueNums, writeQueueNums, perm, topicSysFlag, order, attributes: altered });
  } catch (error) {
    return { code: RESPONSE_CODE.SYSTEM_ERROR, remark: (error as Error).message };
  }
  return { code: RESPONSE_CODE.SUCCESS, remark: NO_CODE_SET };
}
