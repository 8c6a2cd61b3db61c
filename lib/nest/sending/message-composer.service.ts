/**
 * Makes the message of one logical send out of a payload and the facts that are named for it.
 */
import { Inject, Injectable } from '@nestjs/common';
import { InvalidMessageError, type SendOptions } from '../../client/index.js';
import { atPosition } from '../message/batch-position.js';
import { DispatchedMessage } from '../enhancers/dispatched-message.js';
import { serializePayload } from '../message/json-payload-serializer.js';
import { type FactSource, type MergedFacts, mergeFacts } from '../message/message-facts.js';
import type { ModuleSettings } from '../connection/module-settings.js';
import type { PayloadSerializer } from '../message/payload-serializer.interface.js';
import { validatePayload } from '../message/payload-validation.js';
import { MODULE_SETTINGS } from '../connection/rocketmq.constants.js';
import type { MessageToSend } from '../message/send-outcome.interface.js';
import { toError } from '../errors/to-error.js';
import { topicName, type TopicReference } from '../message/topic-definition.js';

/** What is to be sent, before it is a message. */
export interface SendDraft {
  readonly topic: TopicReference;
  readonly payload: unknown;
  /** Who names facts, the one that wins first. */
  readonly sources: readonly FactSource[];
  /** Whether others may change a payload of bytes while the send is under way. */
  readonly isPayloadShared: boolean;
}

export interface ComposedSend {
  /** One, unless it is a batch. */
  readonly messages: readonly MessageToSend[];
  readonly options: SendOptions | undefined;
}

@Injectable()
export class MessageComposer {
  constructor(@Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings) {}

  /**
   * A promise only if a schema takes its time.
   *
   * @throws {PayloadInvalidError} PAYLOAD_INVALID
   * @throws {PayloadNotSerializableError} PAYLOAD_NOT_SERIALIZABLE
   * @throws {InvalidMessageError} INVALID_MESSAGE - what the client cannot see; it checks the rest
   * @throws what a function among the facts throws
   */
  compose(draft: SendDraft): ComposedSend | Promise<ComposedSend> {
    const { topic, payload } = draft;
    if (typeof topic === 'string') return this.composeValid(draft, payload, this.settings.serializer, draft.sources);
    const serializer = topic.serializer ?? this.settings.serializer;
    const sources = [...draft.sources, { facts: topic, args: [payload] }];
    if (topic.schema === undefined) return this.composeValid(draft, payload, serializer, sources);
    const valid = validatePayload(topic.schema, payload, topic.name);
    if (valid instanceof Promise) {
      return valid.then((value: unknown) => this.composeValid(draft, value, serializer, sources));
    }
    return this.composeValid(draft, valid, serializer, sources);
  }

  /**
   * The messages of one batch. A promise if a schema takes its time, or one of several payloads is bad.
   *
   * @throws what `compose()` throws, with the position in it
   * @throws {InvalidMessageError} INVALID_MESSAGE - no message, or facts of the whole send that differ
   */
  composeBatch(drafts: readonly SendDraft[]): ComposedSend | Promise<ComposedSend> {
    if (drafts.length === 0) throw new InvalidMessageError('messages', 'the batch has no message');
    const composed = drafts.map((draft, position) => this.composeAt(draft, position));
    if (composed.every(isReady)) return batchOf(composed);
    // All of them, so that none rejects unheard.
    return Promise.all(composed.map(async (one) => one)).then(batchOf);
  }

  private composeAt(draft: SendDraft, position: number): ComposedSend | Promise<ComposedSend> {
    try {
      const composed = this.compose(draft);
      if (isReady(composed)) return composed;
      return composed.catch((error: unknown) => {
        throw toError(atPosition(position, error));
      });
    } catch (error) {
      return Promise.reject(toError(atPosition(position, error)));
    }
  }

  private composeValid(
    draft: SendDraft,
    valid: unknown,
    serializer: PayloadSerializer,
    sources: readonly FactSource[],
  ): ComposedSend {
    const topic = topicName(draft.topic);
    const facts = mergeFacts(sources);
    const bytes = serializePayload(serializer, valid, topic);
    const body = draft.isPayloadShared && sharesMemory(valid, bytes) ? Uint8Array.from(bytes) : bytes;
    const message = new DispatchedMessage({ topic, payload: draft.payload, body }, facts) as MessageToSend;
    return { messages: [message], options: optionsOf(facts) };
  }
}

function optionsOf(facts: MergedFacts): SendOptions | undefined {
  const { timeoutMs, signal, messageId, queue, selector, shardingKey } = facts;
  const isRouted = queue !== undefined || selector !== undefined || shardingKey !== undefined;
  if (!isRouted && timeoutMs === undefined && signal === undefined && messageId === undefined) return undefined;
  return { timeoutMs, signal, messageId, queue, selector, shardingKey };
}

function isReady(composed: ComposedSend | Promise<ComposedSend>): composed is ComposedSend {
  return !(composed instanceof Promise);
}

/** A batch goes to one queue within one time: what decides about these must be the same for all its messages. */
function batchOf(composed: readonly ComposedSend[]): ComposedSend {
  const options = composed[0]?.options;
  for (const [position, other] of composed.entries()) {
    if (other.options === options) continue;
    const differing = differingOption(options, other.options);
    if (differing === undefined) continue;
    throw new InvalidMessageError(
      `messages[${position}].${differing}`,
      `messages[${position}]: its ${differing} is not that of messages[0]: send a batch for each ${differing}`,
    );
  }
  return { messages: composed.map(({ messages }) => messages[0] as MessageToSend), options };
}

function differingOption(first: SendOptions = {}, other: SendOptions = {}): string | undefined {
  const names = new Set([...Object.keys(first), ...Object.keys(other)] as (keyof SendOptions)[]);
  return [...names].find((name) => first[name] !== other[name]);
}

/** The method's caller gets the same bytes and may change them. */
function sharesMemory(payload: unknown, body: Uint8Array): boolean {
  return ArrayBuffer.isView(payload) && payload.buffer === body.buffer;
}
