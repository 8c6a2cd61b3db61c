/**
 * The request that a send is and its header, for who looks at it field by field: the generic encoder and hooks of requests.
 */
import { type RequestHeader, REQUESTS } from '../protocol/requests.js';
import type { SendExtras } from './send-extras.js';
import type { SendDefinition } from './send-facts.js';

export type SendHeader = RequestHeader<typeof REQUESTS.SEND_MESSAGE_V2>;

/** What the header of a send is made of. */
interface HeaderOwner extends Pick<SendHeader, 'topic' | 'queueId' | 'bornTimestamp' | 'properties' | 'brokerName'> {
  readonly origin: Pick<SendHeader, 'producerGroup' | 'defaultTopic' | 'defaultTopicQueueNums' | 'unitMode'>;
  readonly extras: Pick<SendExtras, 'flag' | 'sysFlag' | 'reconsumeTimes' | 'maxReconsumeTimes'>;
  readonly batch: boolean;
}

export function sendDefinition(batch: boolean): SendDefinition {
  return batch ? REQUESTS.SEND_BATCH_MESSAGE : REQUESTS.SEND_MESSAGE_V2;
}

export function sendHeader(send: HeaderOwner): SendHeader {
  const { topic, queueId, bornTimestamp, properties, batch, brokerName } = send;
  const { producerGroup, defaultTopic, defaultTopicQueueNums, unitMode } = send.origin;
  const { flag, sysFlag, reconsumeTimes, maxReconsumeTimes } = send.extras;
  return {
    producerGroup,
    topic,
    defaultTopic,
    defaultTopicQueueNums,
    queueId,
    sysFlag,
    bornTimestamp,
    flag,
    properties,
    reconsumeTimes,
    unitMode,
    maxReconsumeTimes,
    batch,
    brokerName,
  };
}
