/**
 * Makes sends from what a user passes in: checks it, gives it its UNIQ_KEY and its property string, and computes the
 * deadline. Touches nothing of the user's. Source: client behaviour B.1, B.6 steps 3, 4, 9 and 10, F.9.
 */
import { type BatchEntry, encodeBatchEntries } from '../message/batch-codec.js';
import { atIndex, checkBatch, waitsForStore } from '../message/batch-rules.js';
import { encodeProperties, PROPERTY } from '../message/message-properties.js';
import { messageTypeOf } from '../message/message-type.js';
import { checkMessage, checkPropertySize } from '../message/message-validation.js';
import type { Message } from '../message/message.js';
import { checkTopicName } from '../message/name-validation.js';
import { wrapNamespace } from '../message/namespace.js';
import { outgoingBatchProperties, outgoingProperties } from '../message/outgoing-properties.js';
import type { UniqueIdGenerator } from '../message/unique-id.js';
import { REQUESTS } from '../protocol/requests.js';
import type { Clock } from '../remoting/clock.js';
import type { QueuePin } from './message-queue-selector.js';
import { OutgoingSend, type SendFacts, type SendStages } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import { resolveSendOptions, type SendOptions } from './send-options.js';
import { splitSystemProperties } from './system-properties.js';
import type { SendMode } from './send-retry-policy.js';
import { BATCH_ID_SEPARATOR, type SendResult } from './send-result.js';

export interface SendFactoryPorts {
  readonly clock: Clock;
  readonly ids: UniqueIdGenerator;
  readonly options: ResolvedProducerOptions;
  readonly defaultTopicQueueNums: number;
  readonly namespace: string | undefined;
  readonly stages: SendStages;
}

/** A call of the user's, and who hears what came of it. */
export interface SendCall {
  readonly mode: SendMode;
  readonly message: Message;
  readonly options: SendOptions | undefined;
  /** Reserved properties, which only callers within this package may set: retries of consumers, replies. */
  readonly systemProperties?: Readonly<Record<string, string>> | undefined;
  readonly resolve: (result: SendResult | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** A message of a batch: checked, with its id and its property string. */
export interface BatchMember extends BatchEntry {
  /** As brokers know it. */
  readonly topic: string;
  readonly message: Message;
  readonly messageId: string;
}

/** What becomes one send: one message, or several as a batch. */
export interface BatchFacts {
  readonly mode: SendMode;
  /** At least one; all of one topic and with one wait flag. */
  readonly members: readonly BatchMember[];
  readonly timeoutMs: number;
  readonly startedAt: number;
  readonly pin: QueuePin | undefined;
  readonly resolve: (result: SendResult | undefined) => void;
  readonly reject: (error: Error) => void;
}

export class SendFactory {
  readonly #ports: SendFactoryPorts;
  /** As brokers know it. */
  readonly #producerGroup: string;
  readonly #namespaceProperty: string;

  constructor(ports: SendFactoryPorts) {
    const { options, namespace } = ports;
    this.#ports = ports;
    this.#producerGroup = wrapNamespace(namespace, options.group);
    this.#namespaceProperty = namespace === undefined ? '' : encodeProperties([[PROPERTY.INSTANCE_ID, namespace]]);
  }

  /**
   * @throws {InvalidMessageError} INVALID_MESSAGE
   * @throws {InvalidOptionsError} INVALID_OPTIONS
   */
  single({ mode, message, options: sendOptions, systemProperties, resolve, reject }: SendCall): OutgoingSend {
    const { options, ids, clock, stages, defaultTopicQueueNums } = this.#ports;
    checkMessage(message, options.maxBodyBytes);
    const topic = this.#topicAtBrokers(message);
    const { timeoutMs, pin, messageId = ids.next() } = resolveSendOptions(sendOptions, message, options.timeoutMs);
    const system = splitSystemProperties(topic, systemProperties);
    const properties = outgoingProperties(message, messageId, this.#namespaceProperty + system.properties);
    checkPropertySize(properties);
    return new OutgoingSend({
      definition: REQUESTS.SEND_MESSAGE_V2,
      mode,
      producerGroup: this.#producerGroup,
      message,
      messages: undefined,
      batchContent: undefined,
      topic,
      messageType: messageTypeOf(message, systemProperties),
      defaultTopic: options.createTopicKey,
      defaultTopicQueueNums,
      properties,
      reconsumeTimes: system.reconsumeTimes,
      maxReconsumeTimes: system.maxReconsumeTimes,
      unitMode: options.unitMode,
      body: message.body,
      messageId,
      timeoutMs,
      startedAt: clock.now(),
      pin,
      stages,
      resolve,
      reject,
    });
  }

  /**
   * What a user's batch consists of.
   *
   * @throws {InvalidMessageError} INVALID_MESSAGE - names the first message that breaks a rule
   */
  members(messages: readonly Message[]): readonly BatchMember[] {
    checkBatch(messages, this.#ports.options.maxBodyBytes);
    return messages.map((message, index) => {
      try {
        return this.#member(message);
      } catch (error) {
        throw atIndex(index, error);
      }
    });
  }

  /** One message is no batch: it goes as by itself, so that brokers add to it what they add to others. */
  batch({ members, ...facts }: BatchFacts): OutgoingSend {
    const { options, stages, defaultTopicQueueNums } = this.#ports;
    return new OutgoingSend({
      ...facts,
      ...(members.length === 1 ? singlePart(members) : batchPart(members, options.maxBodyBytes)),
      producerGroup: this.#producerGroup,
      messageType: 'NORMAL',
      defaultTopic: options.createTopicKey,
      defaultTopicQueueNums,
      unitMode: options.unitMode,
      stages,
    });
  }

  #member(message: Message): BatchMember {
    const topic = this.#topicAtBrokers(message);
    const messageId = this.#ports.ids.next();
    const properties = outgoingProperties(message, messageId, this.#namespaceProperty);
    checkPropertySize(properties);
    const { body, flag = 0 } = message;
    return { topic, message, messageId, properties, body, flag };
  }

  /** @throws {InvalidMessageError} INVALID_MESSAGE - the namespace makes it too long */
  #topicAtBrokers(message: Message): string {
    const topic = wrapNamespace(this.#ports.namespace, message.topic);
    if (topic !== message.topic) checkTopicName(topic);
    return topic;
  }
}

type PartFacts = Pick<
  SendFacts,
  'definition' | 'message' | 'messages' | 'batchContent' | 'topic' | 'properties' | 'body' | 'messageId'
>;

function singlePart(members: readonly BatchMember[]): PartFacts {
  const { message, topic, properties, body, messageId } = members[0] as BatchMember;
  const definition = REQUESTS.SEND_MESSAGE_V2;
  return { definition, message, messages: undefined, batchContent: undefined, topic, properties, body, messageId };
}

function batchPart(members: readonly BatchMember[], maxBodyBytes: number): PartFacts {
  const { message, topic } = members[0] as BatchMember;
  const body = encodeBatchEntries(members);
  return {
    definition: REQUESTS.SEND_BATCH_MESSAGE,
    message: { topic: message.topic, body, waitStoreMsgOk: message.waitStoreMsgOk },
    messages: members.map((member) => member.message),
    batchContent: { entries: members, maxBodyBytes },
    topic,
    properties: outgoingBatchProperties(waitsForStore(message)),
    body,
    messageId: members.map(({ messageId }) => messageId).join(BATCH_ID_SEPARATOR),
  };
}
