/**
 * The module's own hooks in the native client: they write down on the context of a send what its attempts came to, and run
 * the guards and interceptors that are declared for attempts.
 * The native client knows nothing of contexts; the message object, which hooks get as it was given, joins the two.
 */
import { type CanActivate, Inject, Injectable } from '@nestjs/common';
import {
  type CheckForbiddenContext,
  type SendAttemptContext,
  SendForbiddenError,
  type SendMessageContext,
} from '../../client/index.js';
import { DispatchedMessage, type FollowedSend } from './dispatched-message.js';
import { inTurn } from './in-turn.js';
import { InterceptedAttempt } from './intercepted-attempt.js';
import type { NativeClient } from '../connection/native-client.js';
import { NATIVE_CLIENT } from '../connection/rocketmq.constants.js';
import type { SendAttemptRecord } from './send-attempt-record.interface.js';
import { passGuards } from './send-chain.js';
import type { MessageToSend } from '../message/send-outcome.interface.js';

/** How the module's hooks are called in events and errors. */
const HOOK_NAME = 'RocketMQModule';

interface SendInAttempt {
  readonly send: FollowedSend;
  readonly messageId: string;
}

type MutableRecord = { -readonly [K in keyof SendAttemptRecord]: SendAttemptRecord[K] };

/** What is to be told, when the attempt is over, to one of the sends that are in it. */
interface OpenAttempt {
  readonly startedAt: number;
  readonly record: MutableRecord;
  readonly intercepted: InterceptedAttempt | undefined;
}

@Injectable()
export class SendAttempts {
  /** Until they have ended, which the client tells of each of them. */
  private readonly open = new Map<SendMessageContext, readonly OpenAttempt[]>();
  private seesAttempts = false;
  private checksAttempts = false;

  constructor(@Inject(NATIVE_CLIENT) private readonly native: NativeClient) {}

  /** Before the message goes to the producer. The hooks are there from the first send on that needs them. */
  follow(message: MessageToSend, send: FollowedSend): void {
    DispatchedMessage.follow(message, send);
    const { producer } = this.native;
    if (!this.seesAttempts) {
      this.seesAttempts = true;
      producer.registerSendMessageHook({
        hookName: HOOK_NAME,
        sendMessageBefore: (attempt) => this.began(attempt),
        sendMessageAfter: (attempt) => this.ended(attempt),
      });
    }
    if (!this.checksAttempts && send.enhancers.attemptGuards.length > 0) {
      this.checksAttempts = true;
      producer.registerCheckForbiddenHook({
        hookName: HOOK_NAME,
        checkForbidden: (attempt) => inTurn(sendsIn(attempt), (one) => check(one, attempt)),
      });
    }
  }

  private began(attempt: SendMessageContext): Promise<void> | void {
    const begun = sendsIn(attempt).map((one) => begin(one, attempt));
    if (begun.length === 0) return undefined;
    this.open.set(attempt, begun);
    return inTurn(begun, ({ intercepted }) => intercepted?.before());
  }

  private ended(attempt: SendMessageContext): Promise<void> | void {
    const begun = this.open.get(attempt);
    if (begun === undefined) return undefined;
    this.open.delete(attempt);
    const { sendResult, error } = attempt;
    const waiting: Promise<void>[] = [];
    for (const { startedAt, record, intercepted } of begun) {
      record.elapsedMs = performance.now() - startedAt;
      record.sendResult = sendResult;
      record.error = error;
      if (intercepted !== undefined) waiting.push(intercepted.after(sendResult, error));
    }
    if (waiting.length > 0) return Promise.all(waiting).then(() => undefined);
  }
}

/** Those that an attempt carries: several, where the producer batches. */
function sendsIn({ message, messages, messageId }: SendAttemptContext): readonly SendInAttempt[] {
  if (messages === undefined) {
    const send = DispatchedMessage.sendOf(message);
    return send === undefined ? [] : [{ send, messageId }];
  }
  const ids = messageId.split(',');
  return messages.flatMap((one, index) => {
    const send = DispatchedMessage.sendOf(one);
    return send === undefined ? [] : { send, messageId: ids[index] ?? messageId };
  });
}

function begin({ send, messageId }: SendInAttempt, attempt: SendMessageContext): OpenAttempt {
  const { context, enhancers } = send;
  const { attemptInterceptors } = enhancers;
  const record = recordOf(attempt, messageId);
  context.attempts.push(record);
  const intercepted =
    attemptInterceptors.length === 0 ? undefined : new InterceptedAttempt(context.at(attempt), attemptInterceptors);
  return { startedAt: performance.now(), record, intercepted };
}

/** What a guard throws forbids, as what a check-forbidden hook throws does. */
function check({ send }: SendInAttempt, attempt: CheckForbiddenContext): Promise<void> | undefined {
  const { context, enhancers } = send;
  const forbidden = (guard: CanActivate, cause: unknown): SendForbiddenError =>
    new SendForbiddenError(context.getTopic(), guard.constructor.name, { cause, messageIndex: context.messageIndex });
  return passGuards(context.at(attempt), enhancers.attemptGuards, forbidden);
}

function recordOf({ attempt, messageQueue, brokerAddress }: SendAttemptContext, messageId: string): MutableRecord {
  return {
    attempt,
    messageQueue,
    brokerAddress,
    messageId,
    elapsedMs: undefined,
    sendResult: undefined,
    error: undefined,
  };
}
