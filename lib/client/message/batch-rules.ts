/**
 * Which messages may travel in one batch. Source: client behaviour F.3 and F.4, Java `MessageBatch.generateFromList`.
 */
import { InvalidMessageError } from '../errors/input-errors.js';
import { deliveryTimeField } from './delivery-time.js';
import { PROPERTY } from './message-properties.js';
import { checkMessage } from './message-validation.js';
import type { Message } from './message.js';
import { RETRY_PREFIX } from './name-validation.js';

/** Whether brokers store the message of a batch in another way than the same message by itself. */
export function travelsAlone(message: Message): boolean {
  const { topic, properties } = message;
  return (
    topic.startsWith(RETRY_PREFIX) ||
    // Brokers would deliver it at once.
    deliveryTimeField(message) !== undefined ||
    // Brokers dispatch single messages only to the queues that this names.
    (properties !== undefined && Object.hasOwn(properties, PROPERTY.INNER_MULTI_DISPATCH))
  );
}

export function waitsForStore({ waitStoreMsgOk }: Message): boolean {
  return waitStoreMsgOk !== false;
}

/** @throws {InvalidMessageError} INVALID_MESSAGE - no list, or an empty one */
export function checkList(messages: readonly Message[]): void {
  if (!Array.isArray(messages)) throw new InvalidMessageError('messages', 'the messages of a batch must be a list');
  if (messages.length === 0) throw new InvalidMessageError('messages', 'the batch has no message');
}

/** @throws {InvalidMessageError} INVALID_MESSAGE - names the first message that breaks a rule, and its field */
export function checkBatch(messages: readonly Message[], maxBodyBytes: number): void {
  checkList(messages);
  // Not by entries(): a hole in a list is a message that is missing.
  for (let index = 0; index < messages.length; index += 1) checkMember(messages, index, maxBodyBytes);
}

/** @throws {InvalidMessageError} INVALID_MESSAGE - names the message at `index` and the field that breaks a rule */
export function checkMember(messages: readonly Message[], index: number, maxBodyBytes: number): void {
  const message = messages[index] as Message;
  try {
    checkMessage(message, maxBodyBytes);
    const problem = batchProblem(message, messages[0] as Message);
    if (problem !== undefined) throw new InvalidMessageError(...problem);
  } catch (error) {
    throw atIndex(index, error);
  }
}

/** Whether two messages agree in what those of a batch have in common. */
export function agree(one: Message, other: Message): boolean {
  return one.topic === other.topic && waitsForStore(one) === waitsForStore(other);
}

function batchProblem(message: Message, first: Message): readonly [field: string, text: string] | undefined {
  if (message.topic.startsWith(RETRY_PREFIX)) return ['topic', 'Retry Group is not supported for batching'];
  const time = deliveryTimeField(message);
  if (time !== undefined) return [time, `${time} is not supported for batching: send the message by itself`];
  if (message.topic !== first.topic) {
    return [
      'topic',
      `The topic of the messages in one batch should be the same: ${message.topic}, ${first.topic}. Send a batch for each topic`,
    ];
  }
  if (waitsForStore(message) === waitsForStore(first)) return undefined;
  return ['waitStoreMsgOk', 'The waitStoreMsgOK of the messages in one batch should be the same'];
}

/** The same error, about that message of a batch. */
export function atIndex(index: number, error: unknown): unknown {
  if (!(error instanceof InvalidMessageError)) return error;
  const place = `messages[${index}]`;
  const field = error.field === 'message' ? place : `${place}.${error.field}`;
  return new InvalidMessageError(field, `${place}: ${error.message}`, { responseCode: error.responseCode });
}
