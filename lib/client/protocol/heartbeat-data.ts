/**
 * The body of HEART_BEAT: who a client is and which groups it speaks for.
 * Source: wire protocol section 6.1, Java `HeartbeatData`. Consumer groups come with the consumers.
 */
import { ResponseInvalidError } from '../errors/transport-errors.js';
import { parseFastjson } from './fastjson-parser.js';

export interface HeartbeatData {
  /** Spelt `clientID` on the wire. */
  readonly clientId: string;
  readonly producerGroups: readonly string[];
}

export function encodeHeartbeatData(data: HeartbeatData): Buffer {
  const body = {
    clientID: data.clientId,
    consumerDataSet: [],
    heartbeatFingerprint: 0,
    producerDataSet: data.producerGroups.map((group) => ({ groupName: group })),
    withoutSub: false,
  };
  return Buffer.from(JSON.stringify(body), 'utf8');
}

/** @throws {ResponseInvalidError} RESPONSE_INVALID - a body that is no heartbeat */
export function decodeHeartbeatData(text: string): HeartbeatData {
  const body = parseFastjson(text) as { clientID?: unknown; producerDataSet?: unknown } | null;
  if (typeof body !== 'object' || body === null || typeof body.clientID !== 'string') {
    throw new ResponseInvalidError('a heartbeat has no clientID');
  }
  const producers = Array.isArray(body.producerDataSet) ? (body.producerDataSet as readonly unknown[]) : [];
  return { clientId: body.clientID, producerGroups: producers.map(groupName) };
}

/**
 * The consumer groups that a heartbeat names; what they subscribe to is not read.
 *
 * @throws {ResponseInvalidError} RESPONSE_INVALID - a body that is no heartbeat
 */
export function decodeConsumerGroups(text: string): readonly string[] {
  const body = parseFastjson(text) as { consumerDataSet?: unknown } | null;
  const consumers = Array.isArray(body?.consumerDataSet) ? (body.consumerDataSet as readonly unknown[]) : [];
  return consumers.map(groupName);
}

function groupName(member: unknown): string {
  const name = (member as { groupName?: unknown } | null)?.groupName;
  if (typeof name === 'string') return name;
  throw new ResponseInvalidError('a heartbeat has a producer or consumer without groupName');
}
