/**
 * PULL_MESSAGE and LITE_PULL_MESSAGE: reads, or holds the request until there is something to read.
 * Source: wire protocol section 12.1, Java `PullMessageProcessor`; answers as recorded from 5.5.0.
 */
import { PERMISSION } from '../client/protocol/topic-route-data.js';
import { type RequestHeader, REQUESTS } from '../client/protocol/requests.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { BrokerParts } from './broker-parts.js';
import { type Answer, type Exchange, type HandlerTable, requestHeader } from './exchange.js';
import { type ReadResult, readQueue } from './queue-reader.js';
import { FAQ_HELP } from './remarks.js';
import { type TagFilter, tagFilter } from './tag-filter.js';

/** Bits of a pull's `sysFlag` (Java `PullSysFlag`). */
const PULL_FLAG = { COMMIT_OFFSET: 1, SUSPEND: 2, SUBSCRIPTION: 4 } as const;
/** Which rule forbids a pull (Java `ForbiddenType.TOPIC_FORBIDDEN`). */
const TOPIC_FORBIDDEN = '3';

type PullHeader = RequestHeader<typeof REQUESTS.PULL_MESSAGE>;

export function pullHandlers(parts: BrokerParts): HandlerTable {
  return {
    PULL_MESSAGE: (exchange) => pull(parts, exchange, requestHeader(REQUESTS.PULL_MESSAGE, exchange)),
    LITE_PULL_MESSAGE: (exchange) => pull(parts, exchange, requestHeader(REQUESTS.LITE_PULL_MESSAGE, exchange)),
  };
}

function pull(parts: BrokerParts, exchange: Exchange, header: PullHeader): Answer | undefined {
  const { consumerGroup, topic, queueId, sysFlag } = header;
  parts.groups.ensureKnown(consumerGroup);
  const refusal = refuse(parts, exchange, header);
  if (refusal !== undefined) return refusal;
  if ((sysFlag & PULL_FLAG.COMMIT_OFFSET) !== 0) {
    parts.groups.commit(consumerGroup, topic, queueId, header.commitOffset);
  }
  const hasSubscription = (sysFlag & PULL_FLAG.SUBSCRIPTION) !== 0;
  const filter = tagFilter(hasSubscription ? header.subscription : undefined, header.expressionType);
  const result = read(parts, header, filter);
  const isHeld = result.code === RESPONSE_CODE.PULL_NOT_FOUND && (sysFlag & PULL_FLAG.SUSPEND) !== 0;
  if (!isHeld) return pullAnswer(result);
  hold(parts, exchange, header, filter);
  return undefined;
}

function hold(parts: BrokerParts, exchange: Exchange, header: PullHeader, filter: TagFilter): void {
  const { topic, queueId, suspendTimeoutMillis } = header;
  parts.longPolling.hold({
    topic,
    queueId,
    peer: exchange.peer,
    filter,
    deadlineAt: parts.clock.now() + suspendTimeoutMillis,
    resume: () => exchange.answer(pullAnswer(read(parts, header, filter))),
  });
}

function read(parts: BrokerParts, header: PullHeader, filter: TagFilter): ReadResult {
  const { topic, queueId, queueOffset, maxMsgNums } = header;
  return readQueue(parts.store.queue(topic, queueId), { offset: queueOffset, maxMessages: maxMsgNums, filter });
}

function refuse(parts: BrokerParts, { peer }: Exchange, { topic, queueId }: PullHeader): Answer | undefined {
  const config = parts.topics.get(topic);
  if (config === undefined) {
    const remark = `topic[${topic}] not exist, apply first please! ${FAQ_HELP}`;
    return { code: RESPONSE_CODE.TOPIC_NOT_EXIST, remark, extFields: {} };
  }
  if ((config.perm & PERMISSION.READ) === 0) {
    const remark = `the topic[${topic}] pulling message is forbidden`;
    return { code: RESPONSE_CODE.NO_PERMISSION, remark, extFields: { forbiddenType: TOPIC_FORBIDDEN } };
  }
  if (queueId >= 0 && queueId < config.readQueueNums) return undefined;
  const remark = `queueId[${queueId}] is illegal, topic:[${topic}] topicConfig.readQueueNums:[${config.readQueueNums}] consumer:[/${peer.host.text}]`;
  return { code: RESPONSE_CODE.INVALID_PARAMETER, remark, extFields: {} };
}

function pullAnswer({ code, status, nextBeginOffset, minOffset, maxOffset, entries }: ReadResult): Answer {
  return {
    code,
    remark: status,
    extFields: {
      suggestWhichBrokerId: '0',
      groupSysFlag: '0',
      nextBeginOffset: String(nextBeginOffset),
      maxOffset: String(maxOffset),
      minOffset: String(minOffset),
      topicSysFlag: '0',
    },
    body: entries.length === 0 ? undefined : Buffer.concat(entries.map(({ bytes }) => bytes)),
  };
}
