/**
 * What a publish decorator makes of a result of its method: what is to be sent, before it is a message.
 * Sends nothing and waits for nothing.
 */
import type { SendDraft } from '../sending/message-composer.service.js';
import type { FactSource } from '../message/message-facts.js';
import { type PublishedValue, unwrapOutbound } from '../message/outbound-message.js';
import type { PublishBinding, PublishCall } from '../hosts/publish-binding.js';
import { PayloadNotSerializableError } from '../errors/publish-errors.js';
import { topicName } from '../message/topic-definition.js';

export interface PublishedDraft extends SendDraft {
  /** What functions among the options are told of: the method's result or an element of it, of an outbound message the payload. */
  readonly result: unknown;
}

/**
 * Of a decorator for one message; `undefined` for what is empty and where `when` says no.
 *
 * @throws {PayloadNotSerializableError} PAYLOAD_NOT_SERIALIZABLE - nothing to send and `onEmpty` is error
 * @throws what `when` or `body` throws
 */
export function publishedDraft(
  call: PublishCall,
  binding: PublishBinding,
  value: PublishedValue,
): PublishedDraft | undefined {
  if (isEmpty(value) && binding.options.onEmpty === 'error') throw emptyError(call, binding, [value]);
  return isEmpty(value) || !isWanted(call, binding, value) ? undefined : draftOf(call, binding, value);
}

/**
 * Of `@SendBatch`, one for each element; none for what is empty and where `when` says no.
 *
 * @throws {PayloadNotSerializableError} PAYLOAD_NOT_SERIALIZABLE - nothing to send and `onEmpty` is error, or no array
 * @throws what `when` or `body` throws
 */
export function publishedDrafts(call: PublishCall, binding: PublishBinding, result: unknown): PublishedDraft[] {
  const values = elementsOf(binding, result);
  if (binding.options.onEmpty === 'error' && (values.length === 0 || values.some(isEmpty))) {
    throw emptyError(call, binding, values);
  }
  return values
    .filter((value) => !isEmpty(value) && isWanted(call, binding, value))
    .map((value) => draftOf(call, binding, value));
}

function elementsOf({ topic }: PublishBinding, result: unknown): readonly PublishedValue[] {
  if (result === undefined || result === null) return [];
  if (!Array.isArray(result)) {
    throw new PayloadNotSerializableError(topicName(topic), '$', 'no array, whose elements @SendBatch could publish');
  }
  const values: PublishedValue[] = [];
  // Not by map(): a hole in an array is an element that is missing.
  for (const element of result as readonly unknown[]) values.push(unwrapOutbound(element));
  return values;
}

/** The first thing that is empty: an element, or all there is. */
function emptyError(
  { site }: PublishCall,
  { mode, topic }: PublishBinding,
  values: readonly PublishedValue[],
): PayloadNotSerializableError {
  const position = values.findIndex(isEmpty);
  const empty = position < 0 ? 'without elements' : String(values[position]?.payload);
  const path = mode === 'BATCH' && position >= 0 ? `$[${position}]` : '$';
  const reason = `${empty}: ${site.method}() returned nothing, and onEmpty is error`;
  return new PayloadNotSerializableError(topicName(topic), path, reason);
}

function isEmpty({ payload }: PublishedValue): boolean {
  return payload === undefined || payload === null;
}

function isWanted({ args }: PublishCall, { options: { when } }: PublishBinding, { payload }: PublishedValue): boolean {
  return when === undefined || Boolean(optionValue(when, [payload, ...args]));
}

function draftOf(call: PublishCall, binding: PublishBinding, { payload, facts }: PublishedValue): PublishedDraft {
  const { topic, options, constantSources } = binding;
  if (facts === undefined && constantSources !== undefined && options.body === undefined) {
    return { topic, payload, sources: constantSources, isPayloadShared: true, result: payload };
  }
  const args = [payload, ...call.args];
  const own: FactSource = { facts: options, args };
  return {
    topic,
    // Facts beside the payload say that this is the payload.
    payload: options.body === undefined || facts !== undefined ? payload : optionValue(options.body, args),
    sources: facts === undefined ? [own] : [{ facts, args: [] }, own],
    isPayloadShared: true,
    result: payload,
  };
}

function optionValue(option: unknown, args: readonly unknown[]): unknown {
  return typeof option === 'function' ? (option as (...args: readonly unknown[]) => unknown)(...args) : option;
}
