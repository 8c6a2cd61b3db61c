/**
 * What hooks hold on to during one attempt of a send.
 */
import { InvalidMessageError } from '../errors/input-errors.js';
import { addProperty } from './added-properties.js';
import type { Message } from '../message/message.js';
import type { MessageType } from '../message/message-type.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { HookedAttempt, SendAttemptContext, SendMessageHook } from './send-hook.js';
import type { SendMode } from './send-retry-policy.js';
import type { SendResult } from './send-result.js';

/** The facts of a send's current attempt, as all hooks see them. */
export class AttemptFacts implements SendAttemptContext {
  readonly producerGroup: string;
  readonly communicationMode: SendMode;
  readonly messageType: MessageType;
  readonly message: Message;
  readonly messages: readonly Message[] | undefined;
  readonly messageQueue: MessageQueue;
  readonly brokerAddress: string;
  readonly messageId: string;
  readonly attempt: number;

  constructor(send: OutgoingSend) {
    this.producerGroup = send.origin.producerGroup;
    this.communicationMode = send.mode;
    this.messageType = send.messageType;
    this.message = send.message;
    this.messages = send.batchPart?.messages;
    this.messageQueue = { topic: send.message.topic, brokerName: send.brokerName, queueId: send.queueId };
    this.brokerAddress = send.address ?? '';
    this.messageId = send.messageId;
    this.attempt = send.attempt;
  }
}

export class AttemptHookContext extends AttemptFacts implements HookedAttempt {
  readonly bornHost: string;
  sendResult: SendResult | undefined;
  error: Error | undefined;
  readonly #send: OutgoingSend;
  readonly #told: SendMessageHook[] = [];
  #isOpen = true;

  constructor(send: OutgoingSend, bornHost: string) {
    super(send);
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
    addProperty(this.#send, name, value);
  }

  begun(): void {
    this.#isOpen = false;
  }

  ended(result: SendResult | undefined, error: Error | undefined): void {
    this.sendResult = result;
    this.error = error;
  }
}
