/**
 * The default serializer: bytes and text as they are, everything else as JSON, and nothing that would arrive changed.
 */
import { RocketMQError } from '../../client/index.js';
import { isPlainPayload } from './plain-payload.js';
import { payloadProblem, streamKind } from './payload-problem.js';
import type { PayloadSerializer } from './payload-serializer.interface.js';
import { PayloadNotSerializableError } from '../errors/publish-errors.js';

/** Half a surrogate pair: UTF-8 has no bytes for it, and Node writes U+FFFD instead. */
const HALF_A_PAIR = /\p{Surrogate}/u;

/**
 * `Uint8Array` passes through, a string becomes its UTF-8 bytes, everything else becomes JSON.
 *
 * @publicApi
 */
export class JsonPayloadSerializer implements PayloadSerializer {
  /** @throws {PayloadNotSerializableError} PAYLOAD_NOT_SERIALIZABLE - the message tells where in the payload */
  serialize(payload: unknown, topic: string): Uint8Array {
    if (payload instanceof Uint8Array) return payload;
    if (typeof payload === 'string') return textBytes(payload, topic);
    const problem = isPlainPayload(payload) ? undefined : payloadProblem(payload);
    if (problem !== undefined) throw new PayloadNotSerializableError(topic, `$${problem.path}`, problem.reason);
    const text = JSON.stringify(payload) as string | undefined;
    if (text === undefined) throw new PayloadNotSerializableError(topic, '$', 'nothing that JSON can write');
    return Buffer.from(text, 'utf8');
  }
}

/**
 * The body of a payload, whatever serializer is used.
 *
 * @throws {PayloadNotSerializableError} PAYLOAD_NOT_SERIALIZABLE - nothing to send, a stream of values, or the serializer threw
 */
export function serializePayload(serializer: PayloadSerializer, payload: unknown, topic: string): Uint8Array {
  if (payload === undefined || payload === null) throw new PayloadNotSerializableError(topic, '$', String(payload));
  const stream = streamKind(payload);
  if (stream !== undefined) throw new PayloadNotSerializableError(topic, '$', stream);
  const body = serializeWith(serializer, payload, topic);
  if (body instanceof Uint8Array) return body;
  throw new PayloadNotSerializableError(topic, '$', `no Uint8Array after the serializer, but ${typeof body}`);
}

function serializeWith(serializer: PayloadSerializer, payload: unknown, topic: string): unknown {
  try {
    return serializer.serialize(payload, topic);
  } catch (error) {
    if (error instanceof RocketMQError) throw error;
    const reason = `refused by the serializer: ${error instanceof Error ? error.message : String(error)}`;
    throw new PayloadNotSerializableError(topic, '$', reason, { cause: error });
  }
}

function textBytes(text: string, topic: string): Uint8Array {
  if (HALF_A_PAIR.test(text)) {
    throw new PayloadNotSerializableError(topic, '$', 'a string with half a surrogate pair, which UTF-8 cannot write');
  }
  return Buffer.from(text, 'utf8');
}
