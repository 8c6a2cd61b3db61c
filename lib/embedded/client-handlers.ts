/**
 * Heartbeats and group membership. Producers are not kept: nothing here speaks to them on its own yet.
 * Source: wire protocol sections 6 and 12.5, Java `ClientManageProcessor`; answers as recorded from 5.5.0.
 */
import { decodeConsumerGroups, decodeHeartbeatData } from '../client/protocol/heartbeat-data.js';
import { bodyText } from '../client/protocol/remoting-command.js';
import { REQUESTS } from '../client/protocol/requests.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { BrokerParts } from './broker-parts.js';
import { type Answer, type Exchange, type HandlerTable, requestHeader } from './exchange.js';

export function clientHandlers(parts: BrokerParts): HandlerTable {
  return {
    HEART_BEAT: (exchange) => heartbeat(parts, exchange),
    UNREGISTER_CLIENT: (exchange) => unregister(parts, exchange),
    GET_CONSUMER_LIST_BY_GROUP: (exchange) => consumerList(parts, exchange),
  };
}

function heartbeat({ groups, topics }: BrokerParts, { command, peer }: Exchange): Answer {
  const text = bodyText(command);
  const { clientId } = decodeHeartbeatData(text);
  for (const group of decodeConsumerGroups(text)) {
    groups.join(group, peer, clientId);
    topics.ensureRetryTopic(group);
  }
  return { code: RESPONSE_CODE.SUCCESS, extFields: { IS_SUPPORT_HEART_BEAT_V2: 'true', IS_SUB_CHANGE: 'true' } };
}

function unregister({ groups }: BrokerParts, exchange: Exchange): Answer {
  const { consumerGroup } = requestHeader(REQUESTS.UNREGISTER_CLIENT, exchange);
  if (consumerGroup !== undefined) groups.leave(consumerGroup, exchange.peer);
  return { code: RESPONSE_CODE.SUCCESS, extFields: {} };
}

function consumerList({ groups }: BrokerParts, exchange: Exchange): Answer {
  const { consumerGroup } = requestHeader(REQUESTS.GET_CONSUMER_LIST_BY_GROUP, exchange);
  const consumerIdList = groups.clientIds(consumerGroup);
  if (consumerIdList.length === 0) {
    return { code: RESPONSE_CODE.SYSTEM_ERROR, remark: `no consumer for this group, ${consumerGroup}`, extFields: {} };
  }
  return { code: RESPONSE_CODE.SUCCESS, extFields: {}, body: Buffer.from(JSON.stringify({ consumerIdList }), 'utf8') };
}
