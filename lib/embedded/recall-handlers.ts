/**
 * RECALL_MESSAGE, as served with `recallMessageEnable=true`: forgets a message with a timer before it is due.
 * Source: wire protocol section 9.4, Java `RecallMessageProcessor`; answers as recorded from 5.5.0.
 */
import { REQUESTS } from '../client/protocol/requests.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { BrokerParts } from './broker-parts.js';
import { MAX_TIMER_DELAY_MS } from './delay-rules.js';
import { type Answer, type Exchange, type HandlerTable, requestHeader } from './exchange.js';
import { REGION } from './stored-properties.js';

/** On every answer. */
const RECALL_FIELDS = { MSG_REGION: REGION } as const;
/** Java answers so in every success of a request that sets no code of its own. */
const NO_CODE = 'not set any response code';

/** What a handle says. */
interface RecallHandle {
  readonly topic: string;
  readonly brokerName: string;
  readonly time: number;
  readonly uniqueKey: string;
}

export function recallHandlers(parts: BrokerParts): HandlerTable {
  return { RECALL_MESSAGE: (exchange) => recall(parts, exchange) };
}

export function encodeRecallHandle({ topic, brokerName, time, uniqueKey }: RecallHandle): string {
  const base64 = Buffer.from(`v1 ${topic} ${brokerName} ${time} ${uniqueKey}`, 'utf8').toString('base64');
  // With padding, unlike Node's own base64url.
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

function recall(parts: BrokerParts, exchange: Exchange): Answer {
  const { topic, recallHandle } = requestHeader(REQUESTS.RECALL_MESSAGE, exchange);
  if (parts.topics.get(topic) === undefined) {
    return refusal(RESPONSE_CODE.TOPIC_NOT_EXIST, `recall failed, the topic[${topic}] not exist`);
  }
  const handle = decodeRecallHandle(recallHandle);
  if (handle === undefined) return illegal('recall handle is invalid');
  if (handle.topic !== topic) return illegal('recall failed, topic not match');
  if (handle.brokerName !== parts.name) return illegal('recall failed, broker service not available');
  const leftMs = handle.time - parts.clock.now();
  if (!(leftMs > 0 && leftMs < MAX_TIMER_DELAY_MS)) return illegal('recall failed, timestamp invalid');
  parts.delayed.recall(topic, handle.uniqueKey);
  return { code: RESPONSE_CODE.SUCCESS, remark: NO_CODE, extFields: { msgId: handle.uniqueKey, ...RECALL_FIELDS } };
}

function decodeRecallHandle(text: string): RecallHandle | undefined {
  const [version, topic, brokerName, time, uniqueKey] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
  if (version !== 'v1' || topic === undefined || brokerName === undefined || uniqueKey === undefined) return undefined;
  return { topic, brokerName, time: Number(time), uniqueKey };
}

function illegal(remark: string): Answer {
  return refusal(RESPONSE_CODE.ILLEGAL_OPERATION, remark);
}

function refusal(code: number, remark: string): Answer {
  return { code, remark, extFields: RECALL_FIELDS };
}
