/**
 * The one attempt of a recorded send, with the hooks that the native client would run around it: guards and interceptors
 * that are declared for attempts live in them.
 */
import {
  type CheckForbiddenContext,
  type CheckForbiddenHook,
  type Message,
  type MessageQueue,
  SendForbiddenError,
  type SendMessageContext,
  type SendMessageHook,
  type SendMode,
  type SendResult,
} from '../client/index.js';

/** Where recorded messages are said to go. */
export const RECORDING_BROKER = { brokerName: 'recording-broker', address: '127.0.0.1:0', group: 'recording' } as const;

export function recordingQueue(topic: string): MessageQueue {
  return { topic, brokerName: RECORDING_BROKER.brokerName, queueId: 0 };
}

export interface AttemptHooks {
  readonly checkForbidden: CheckForbiddenHook[];
  readonly sendMessage: SendMessageHook[];
}

export interface RecordedAttemptFacts {
  readonly mode: SendMode;
  readonly messages: readonly [Message, ...Message[]];
  /** Of all messages, in their order. */
  readonly messageIds: readonly string[];
}

type MutableContext = { -readonly [K in keyof SendMessageContext]: SendMessageContext[K] } & CheckForbiddenContext;

export class RecordedAttempt {
  /** Properties that hooks added. */
  readonly added: Record<string, string> = {};
  private readonly context: MutableContext;

  constructor(
    private readonly hooks: AttemptHooks,
    { mode, messages, messageIds }: RecordedAttemptFacts,
  ) {
    const [message] = messages;
    this.context = {
      producerGroup: RECORDING_BROKER.group,
      communicationMode: mode,
      messageType: isDelayed(message) ? 'DELAY' : 'NORMAL',
      message,
      messages: messages.length > 1 ? messages : undefined,
      messageQueue: recordingQueue(message.topic),
      brokerAddress: RECORDING_BROKER.address,
      messageId: messageIds.join(','),
      attempt: 1,
      nameServers: [],
      unitMode: false,
      bornHost: '127.0.0.1',
      sendResult: undefined,
      error: undefined,
      addProperty: (name, value) => {
        this.added[name] = value;
      },
    };
  }

  /** @throws {SendForbiddenError} SEND_FORBIDDEN - a hook forbids the send */
  async before(): Promise<void> {
    for (const hook of this.hooks.checkForbidden) {
      try {
        await hook.checkForbidden(this.context);
      } catch (error) {
        throw forbiddenError(hook, this.context, error);
      }
    }
    for (const hook of this.hooks.sendMessage) await unharmed(() => hook.sendMessageBefore?.(this.context));
  }

  async after(end: { readonly sendResult: SendResult | undefined } | { readonly error: Error }): Promise<void> {
    Object.assign(this.context, end);
    await Promise.all(this.hooks.sendMessage.map((hook) => unharmed(() => hook.sendMessageAfter?.(this.context))));
  }
}

function isDelayed({ delayLevel, deliverAfterMs, deliverAt }: Message): boolean {
  return [delayLevel, deliverAfterMs, deliverAt].some((time) => time !== undefined);
}

/** A hook that runs guards says itself which of them it was. */
function forbiddenError(hook: CheckForbiddenHook, { message }: CheckForbiddenContext, thrown: unknown): Error {
  if (thrown instanceof SendForbiddenError) return thrown;
  return new SendForbiddenError(message.topic, hook.hookName ?? hook.constructor.name, { cause: thrown });
}

/** What a send hook throws changes nothing, as in the native client. */
async function unharmed(call: () => void | Promise<void>): Promise<void> {
  try {
    await call();
  } catch {
    // The native client tells it to its listener, which a recorder does not have.
  }
}
