/**
 * Makes sends from what a user passes in: checks it, gives it its UNIQ_KEY and its property string, and computes the
 * deadline. Touches nothing of the user's. Source: client behaviour B.1, B.6 steps 3, 4, 9 and 10, F.9.
 */
import { waitsForStore } from '../message/batch-rules.js';
import { encodeProperties, PROPERTY } from '../message/message-properties.js';
import { messageTypeOf } from '../message/message-type.js';
import { checkMessage, checkPropertySize } from '../message/message-validation.js';
import type { Message } from '../message/message.js';
import { checkTopic, checkTopicName } from '../message/name-validation.js';
import { wrapNamespace } from '../message/namespace.js';
import { isPlainMessage, outgoingBatchProperties, OutgoingProperties } from '../message/outgoing-properties.js';
import { uniqueId, type UniqueIdGenerator, WHOLE } from '../message/unique-id.js';
import type { Clock } from '../remoting/clock.js';
import type { BatchPart } from './batch-part.js';
import { BatchParts } from './batch-parts.js';
import type { QueuePin } from './message-queue-selector.js';
import { OutgoingSend, type SendOrigin, type SendStages } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import { NO_EXTRAS, SendExtras } from './send-extras.js';
import { NO_CALL, type SendCall, type Writable } from './send-call.js';
import type { SendFacts } from './send-facts.js';
import { type ResolvedSendOptions, resolveSendOptions } from './send-options.js';
import { NO_SYSTEM_PROPERTIES, splitSystemProperties } from './system-properties.js';
import type { SendMode } from './send-retry-policy.js';
import type { SendResult } from './send-result.js';

export interface SendFactoryPorts {
  readonly clock: Clock;
  readonly ids: UniqueIdGenerator;
  readonly options: ResolvedProducerOptions;
  readonly defaultTopicQueueNums: number;
  readonly namespace: string | undefined;
  readonly stages: SendStages;
}

/** What becomes one send: one message, or several as a batch. */
export interface BatchFacts {
  readonly mode: SendMode;
  readonly part: BatchPart;
  readonly timeoutMs: number;
  readonly startedAt: number;
  readonly pin: QueuePin | undefined;
  readonly resolve: (result: SendResult | undefined) => void;
  readonly reject: (error: Error) => void;
}

export class SendFactory {
  readonly batchParts: BatchParts;
  readonly #ports: SendFactoryPorts;
  readonly #origin: SendOrigin;
  /** Filled anew for each single send, so that none costs an object that only its constructor reads. */
  readonly #facts: Writable<SendFacts>;
  readonly #defaults: ResolvedSendOptions;
  readonly #texts: OutgoingProperties;
  /** Topics that were sent to: as the user names them -> as brokers know them. */
  readonly #topics = new Map<string, string>();

  constructor(ports: SendFactoryPorts) {
    const { options, namespace, defaultTopicQueueNums, stages } = ports;
    const { unitMode, createTopicKey: defaultTopic, timeoutMs } = options;
    this.#ports = ports;
    this.#origin = {
      producerGroup: wrapNamespace(namespace, options.group),
      defaultTopic,
      defaultTopicQueueNums,
      unitMode,
      stages,
    };
    this.#defaults = { timeoutMs, messageId: undefined, pin: undefined };
    const { body } = NO_CALL.message;
    this.#facts = {
      ...NO_CALL,
      reject: undefined,
      batchPart: undefined,
      topic: '',
      properties: '',
      messageType: 'NORMAL',
      body,
      idStart: '',
      idLastByte: WHOLE,
      timeoutMs,
      startedAt: 0,
      bornTimestamp: 0,
      extras: NO_EXTRAS,
    };
    this.#texts = new OutgoingProperties(
      ports.ids,
      namespace === undefined ? '' : encodeProperties([[PROPERTY.INSTANCE_ID, namespace]]),
    );
    const propertiesOf = (message: Message, id: string): string => this.#properties(message, id);
    this.batchParts = new BatchParts({ ...ports, texts: this.#texts, propertiesOf });
  }

  /**
   * @throws {InvalidMessageError} INVALID_MESSAGE
   * @throws {InvalidOptionsError} INVALID_OPTIONS
   */
  single({ mode, message, options: sendOptions, systemProperties, resolve }: SendCall): OutgoingSend {
    const { options, ids, clock } = this.#ports;
    const isPlain = systemProperties === undefined && isPlainMessage(message, options.maxBodyBytes);
    if (!isPlain) checkMessage(message, options.maxBodyBytes);
    const topic = this.#topics.get(message.topic) ?? this.#newTopic(message);
    const resolved =
      sendOptions === undefined ? this.#defaults : resolveSendOptions(sendOptions, message, options.timeoutMs);
    const system = isPlain ? NO_SYSTEM_PROPERTIES : splitSystemProperties(topic, systemProperties);
    const bornTimestamp = ids.now();
    const idLastByte = resolved.messageId === undefined ? ids.nextLastByte(bornTimestamp) : WHOLE;
    const idStart = resolved.messageId ?? ids.start;
    const properties = isPlain
      ? this.#texts
      : this.#properties(message, uniqueId(idStart, idLastByte), system.properties);
    const { body } = message;
    const { pin } = resolved;
    const extras = isPlain && pin === undefined ? NO_EXTRAS : new SendExtras({ flag: message.flag ?? 0, system, pin });
    const messageType = isPlain ? 'NORMAL' : messageTypeOf(message, systemProperties);
    // From here on nothing of the user's is called, which might send something itself.
    const facts = this.#facts;
    facts.mode = mode;
    facts.message = message;
    facts.topic = topic;
    facts.messageType = messageType;
    facts.properties = properties;
    facts.body = body;
    facts.idStart = idStart;
    facts.idLastByte = idLastByte;
    facts.timeoutMs = resolved.timeoutMs;
    facts.startedAt = clock.now();
    facts.bornTimestamp = bornTimestamp;
    facts.extras = extras;
    facts.resolve = resolve;
    return new OutgoingSend(this.#origin, facts);
  }

  /**
   * One message is no batch: it goes as by itself, so that brokers add to it what they add to others.
   *
   * @throws {InvalidMessageError} INVALID_MESSAGE - a topic that the namespace makes too long
   */
  batch({ mode, part, timeoutMs, startedAt, pin, resolve, reject }: BatchFacts): OutgoingSend {
    const { messages, messageIds, body } = part;
    const first = messages[0] as Message;
    const isBatch = messages.length > 1;
    const isPlain = pin === undefined && (isBatch || first.flag === undefined);
    return new OutgoingSend(this.#origin, {
      mode,
      message: isBatch ? { topic: first.topic, body, waitStoreMsgOk: first.waitStoreMsgOk } : first,
      batchPart: isBatch ? part : undefined,
      topic: this.#topics.get(first.topic) ?? this.#newTopic(first),
      properties: isBatch
        ? outgoingBatchProperties(waitsForStore(first))
        : this.#properties(first, messageIds[0] as string),
      messageType: 'NORMAL',
      body: isBatch ? body : first.body,
      idStart: messageIds[0] as string,
      idLastByte: WHOLE,
      timeoutMs,
      startedAt,
      bornTimestamp: this.#ports.ids.now(),
      extras: isPlain
        ? NO_EXTRAS
        : new SendExtras({ flag: isBatch ? 0 : (first.flag ?? 0), system: NO_SYSTEM_PROPERTIES, pin }),
      resolve,
      reject,
    });
  }

  /** @throws {InvalidMessageError} INVALID_MESSAGE - more of them than brokers take */
  #properties(message: Message, messageId: string, systemProperties = ''): string {
    const text = this.#texts.of(message, messageId, systemProperties);
    checkPropertySize(text);
    return text;
  }

  /** @throws {InvalidMessageError} INVALID_MESSAGE - a bad name, or the namespace makes it too long */
  #newTopic({ topic: name }: Message): string {
    checkTopic(name);
    const topic = wrapNamespace(this.#ports.namespace, name);
    if (topic !== name) checkTopicName(topic);
    this.#topics.set(name, topic);
    return topic;
  }
}
