/**
 * Writes down on the context of a send what its attempts came to: the module's own send hook.
 * The native client knows nothing of contexts; the message object, which hooks get as it was given, joins the two.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { Message, SendAttemptContext, SendMessageContext, SendMessageHook } from '../client/index.js';
import type { NativeClient } from './native-client.js';
import { NATIVE_CLIENT } from './rocketmq.constants.js';
import type { SendAttemptRecord } from './send-attempt-record.interface.js';
import type { SendCallContext } from './send-execution-context.js';

type OpenRecord = { -readonly [K in keyof SendAttemptRecord]: SendAttemptRecord[K] } & { readonly startedAt: number };

@Injectable()
export class SendAttempts {
  private readonly followed = new WeakMap<Message, SendCallContext>();
  private readonly open = new WeakMap<SendMessageContext, readonly OpenRecord[]>();
  private isRegistered = false;

  constructor(@Inject(NATIVE_CLIENT) private readonly native: NativeClient) {}

  /** Before the message goes to the producer. The hook is there from the first such send on: nobody else pays for it. */
  follow(message: Message, context: SendCallContext): void {
    this.followed.set(message, context);
    if (this.isRegistered) return;
    this.isRegistered = true;
    const hook: SendMessageHook = {
      hookName: 'RocketMQModule',
      sendMessageBefore: (attempt) => this.began(attempt),
      sendMessageAfter: (attempt) => this.ended(attempt),
    };
    this.native.producer.registerSendMessageHook(hook);
  }

  private began(attempt: SendMessageContext): void {
    const contexts = this.contextsOf(attempt);
    if (contexts.length === 0) return;
    this.open.set(
      attempt,
      contexts.map((context) => {
        const record = recordOf(attempt);
        context.attempts.push(record);
        return record;
      }),
    );
  }

  private ended(attempt: SendMessageContext): void {
    for (const record of this.open.get(attempt) ?? []) {
      record.elapsedMs = performance.now() - record.startedAt;
      record.sendResult = attempt.sendResult;
      record.error = attempt.error;
    }
  }

  private contextsOf({ message, messages }: SendAttemptContext): readonly SendCallContext[] {
    return (messages ?? [message]).flatMap((one) => this.followed.get(one) ?? []);
  }
}

function recordOf({ attempt, messageQueue, brokerAddress, messageId }: SendAttemptContext): OpenRecord {
  return {
    attempt,
    messageQueue,
    brokerAddress,
    messageId,
    startedAt: performance.now(),
    elapsedMs: undefined,
    sendResult: undefined,
    error: undefined,
  };
}
