/**
 * Makes sends from what a user passes in: checks it, gives it its UNIQ_KEY and its property string, and computes the
 * deadline. Touches nothing of the user's. Source: client behaviour B.1, B.6 steps 3 and 9.
 */
import { type BatchEntry, encodeBatchEntries } from '../message/batch-codec.js';
import { atIndex, checkBatch, waitsForStore } from '../message/batch-rules.js';
import { checkMessage, checkPropertySize } from '../message/message-validation.js';
import type { Message } from '../message/message.js';
import { outgoingBatchProperties, outgoingProperties } from '../message/outgoing-properties.js';
import type { UniqueIdGenerator } from '../message/unique-id.js';
import { REQUESTS } from '../protocol/requests.js';
import type { Clock } from '../remoting/clock.js';
import type { QueuePin } from './message-queue-selector.js';
import { OutgoingSend, type SendFacts, type SendStages } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import { resolveSendOptions, type SendOptions } from './send-options.js';
import type { SendMode } from './send-retry-policy.js';
import { BATCH_ID_SEPARATOR, type SendResult } from './send-result.js';

export interface SendFactoryPorts {
  readonly clock: Clock;
  readonly ids: UniqueIdGenerator;
  readonly options: ResolvedProducerOptions;
  readonly defaultTopicQueueNums: number;
  readonly stages: SendStages;
}

/** A call of the user's, and who hears what came of it. */
export interface SendCall {
  readonly mode: SendMode;
  readonly message: Message;
  readonly options: SendOptions | undefined;
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

  constructor(ports: SendFactoryPorts) {
    this.#ports = ports;
  }

  /**
   * @throws {InvalidMessageError} INVALID_MESSAGE
   * @throws {InvalidOptionsError} INVALID_OPTIONS
   */
  single({ mode, message, options: sendOptions, resolve, reject }: SendCall): OutgoingSend {
    const { options, ids, clock, stages, defaultTopicQueueNums } = this.#ports;
    checkMessage(message, options.maxBodyBytes);
    const { timeoutMs, pin } = resolveSendOptions(sendOptions, message, options.timeoutMs);
    const messageId = ids.next();
    const properties = outgoingProperties(message, messageId);
    checkPropertySize(properties);
    return new OutgoingSend({
      definition: REQUESTS.SEND_MESSAGE_V2,
      mode,
      producerGroup: options.group,
      message,
      messages: undefined,
      topic: message.topic,
      defaultTopic: options.createTopicKey,
      defaultTopicQueueNums,
      properties,
      unitMode: false,
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
      ...(members.length === 1 ? singlePart(members) : batchPart(members)),
      producerGroup: options.group,
      defaultTopic: options.createTopicKey,
      defaultTopicQueueNums,
      unitMode: false,
      stages,
    });
  }

  #member(message: Message): BatchMember {
    const messageId = this.#ports.ids.next();
    const properties = outgoingProperties(message, messageId);
    checkPropertySize(properties);
    const { topic, body, flag = 0 } = message;
    return { topic, message, messageId, properties, body, flag };
  }
}

type PartFacts = Pick<SendFacts, 'definition' | 'message' | 'messages' | 'topic' | 'properties' | 'body' | 'messageId'>;

function singlePart(members: readonly BatchMember[]): PartFacts {
  const { message, topic, properties, body, messageId } = members[0] as BatchMember;
  return { definition: REQUESTS.SEND_MESSAGE_V2, message, messages: undefined, topic, properties, body, messageId };
}

function batchPart(members: readonly BatchMember[]): PartFacts {
  const { message, topic } = members[0] as BatchMember;
  const body = encodeBatchEntries(members);
  return {
    definition: REQUESTS.SEND_BATCH_MESSAGE,
    message: { topic: message.topic, body, waitStoreMsgOk: message.waitStoreMsgOk },
    messages: members.map((member) => member.message),
    topic,
    properties: outgoingBatchProperties(waitsForStore(message)),
    body,
    messageId: members.map(({ messageId }) => messageId).join(BATCH_ID_SEPARATOR),
  };
}
