/**
 * Makes sends from what a user passes in: checks it, gives it its UNIQ_KEY and its property string, and computes the
 * deadline. Touches nothing of the user's. Source: client behaviour B.1, B.6 steps 3 and 9.
 */
import { checkMessage, checkPropertySize } from '../message/message-validation.js';
import type { Message } from '../message/message.js';
import { outgoingProperties } from '../message/outgoing-properties.js';
import type { UniqueIdGenerator } from '../message/unique-id.js';
import { REQUESTS } from '../protocol/requests.js';
import type { Clock } from '../remoting/clock.js';
import { OutgoingSend, type SendStages } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';
import { resolveSendOptions, type SendOptions } from './send-options.js';
import type { SendMode } from './send-retry-policy.js';
import type { SendResult } from './send-result.js';

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
}
