/**
 * Sends as subscribers of the diagnostics channels see them: makes the payloads, for those who know that somebody listens.
 */
import type {
  SendAttemptEndEvent,
  SendAttemptStartEvent,
  SendEndEvent,
  SendErrorEvent,
  SendOrigin,
  SendStartEvent,
} from '../diagnostics/channels.js';
import type { DiagnosticsSettings } from '../diagnostics/diagnostics-options.js';
import { InvalidMessageError } from '../errors/input-errors.js';
import { addProperty } from './added-properties.js';
import { failedAttemptsOf } from './attempt-state.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { SendResult } from './send-result.js';

/** The event, and the end of the time in which it takes properties. */
export interface OpenSendStart {
  readonly event: SendStartEvent;
  readonly close: () => void;
}

export function sendStart(send: OutgoingSend, settings: DiagnosticsSettings): OpenSendStart {
  let isOpen = true;
  const messages = send.batchPart?.messages ?? [send.message];
  const event: SendStartEvent = {
    ...sendOrigin(send, settings),
    tags: send.message.tags,
    messageCount: messages.length,
    bodyBytes: send.permitBytes,
    timeoutMs: send.timeoutMs,
    ...(settings.includeKeys ? { keys: messages.flatMap(({ keys }) => keys ?? []) } : {}),
    ...(settings.includeBody ? { body: send.body } : {}),
    addProperty(name, value) {
      if (!isOpen) {
        throw new InvalidMessageError(
          `properties.${name}`,
          `send ${send.messageId} has begun: add properties while the subscriber of rocketmq:send:start runs`,
        );
      }
      addProperty(send, name, value);
    },
  };
  return {
    event,
    close: () => {
      isOpen = false;
    },
  };
}

export function attemptStart(send: OutgoingSend, settings: DiagnosticsSettings): SendAttemptStartEvent {
  return {
    ...sendOrigin(send, settings),
    attempt: send.attempt,
    brokerName: send.brokerName,
    queueId: send.queueId,
    brokerAddress: send.address,
  };
}

/** What came of an attempt or a send. */
export interface SendOutcome {
  readonly elapsedMs: number;
  readonly result: SendResult | undefined;
  readonly error: Error | undefined;
}

export function attemptEnd(
  send: OutgoingSend,
  settings: DiagnosticsSettings,
  { elapsedMs, result, error }: SendOutcome,
): SendAttemptEndEvent {
  return { ...attemptStart(send, settings), elapsedMs, sendStatus: result?.sendStatus, error };
}

export function sendEnd(
  send: OutgoingSend,
  settings: DiagnosticsSettings,
  { elapsedMs, result }: Omit<SendOutcome, 'error'>,
): SendEndEvent {
  return {
    ...sendOrigin(send, settings),
    attempts: Math.max(send.attempt, failedAttemptsOf(send).length + 1),
    elapsedMs,
    sendStatus: result?.sendStatus,
    brokerName: result?.messageQueue.brokerName,
    queueId: result?.messageQueue.queueId,
    queueOffset: result?.queueOffset,
    offsetMsgId: result?.offsetMsgId,
  };
}

export function sendError(
  send: OutgoingSend,
  settings: DiagnosticsSettings,
  { elapsedMs, error }: { readonly elapsedMs: number; readonly error: Error },
): SendErrorEvent {
  return {
    ...sendOrigin(send, settings),
    attempts: Math.max(send.attempt, failedAttemptsOf(send).length),
    elapsedMs,
    error,
  };
}

function sendOrigin(send: OutgoingSend, { clientId }: DiagnosticsSettings): SendOrigin {
  return {
    clientId,
    producerGroup: send.origin.producerGroup,
    topic: send.message.topic,
    messageId: send.messageId,
    communicationMode: send.mode,
  };
}
