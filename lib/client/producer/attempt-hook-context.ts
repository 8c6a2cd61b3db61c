/**
 * What hooks hold on to during one attempt of a send.
 */
import { InvalidMessageError } from '../errors/input-errors.js';
import type { Message } from '../message/message.js';
import type { MessageType } from '../message/message-type.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { HookedAttempt, SendAttemptContext, SendMessageHook } from './send-hook.js';
import type { SendMode } from './send-retry-policy.js';
import type { SendResult } from './send-result.js';

export class AttemptHookContext implements HookedAttempt {
  readonly producerGroup: string;
  readonly communicationMode: SendMode;
  readonly messageType: MessageType;
  readonly message: Message;
  readonly messages: readonly Message[] | undefined;
  readonly messageQueue: MessageQueue;
  readonly brokerAddress: string;
  readonly messageId: string;
  readonly attempt: number;
  readonly bornHost: string;
  sendResult: SendResult | undefined;
  error: Error | undefined;
  readonly #send: OutgoingSend;
  readonly #told: SendMessageHook[] = [];
  #isOpen = true;

  constructor(send: OutgoingSend, bornHost: string) {
    const facts = attemptFacts(send);
    this.producerGroup = facts.producerGroup;
    this.communicationMode = facts.communicationMode;
    this.messageType = facts.messageType;
    this.message = facts.message;
    this.messages = facts.messages;
    this.messageQueue = facts.messageQueue;
    this.brokerAddress = facts.brokerAddress;
    this.messageId = facts.messageId;
    this.attempt = facts.attempt;
    this.bornHost = bornHost;
    this.#send = send;
  }

  get told(): SendMessageHook[] {
    return this.#told;
  }

  addProperty(name: string, value: string): void {
    if (!this.#isOpen) {
      throw new InvalidMessageError(
        `properties.${name}`,
        `attempt ${this.attempt} is written already: add properties before it`,
      );
    }
    this.#send.addProperty(name, value);
  }

  begun(): void {
    this.#isOpen = false;
  }

  ended(result: SendResult | undefined, error: Error | undefined): void {
    this.sendResult = result;
    this.error = error;
  }
}

export function attemptFacts(send: OutgoingSend): SendAttemptContext {
  return {
    producerGroup: send.producerGroup,
    communicationMode: send.mode,
    messageType: send.messageType,
    message: send.message,
    messages: send.messages,
    messageQueue: { topic: send.message.topic, brokerName: send.brokerName, queueId: send.queueId },
    brokerAddress: send.address ?? '',
    messageId: send.messageId,
    attempt: send.attempt,
  };
}
