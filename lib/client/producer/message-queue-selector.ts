/**
 * Ways to pin a send to one queue. A pinned send gives up failover to other brokers for the order within its queue.
 * Source: client behaviour F.1 and F.2, Java `SelectMessageQueueByHash`, `SelectMessageQueueByRandom`.
 */
import { asError } from '../errors/as-error.js';
import { InvalidMessageError, InvalidOptionsError } from '../errors/input-errors.js';
import { CLIENT_RESPONSE_CODE } from '../errors/client-response-code.js';
import { javaHash } from '../message/java-hash.js';
import type { Message } from '../message/message.js';
import type { MessageQueue } from '../message/message-queue.js';

/**
 * Chooses one of the writable queues of a topic, sorted by broker name and queue id. Called once for each send; its
 * choice stays for all attempts.
 */
export type MessageQueueSelector = (queues: readonly MessageQueue[], message: Message) => MessageQueue;

/** The queue of one send, from the queues that its topic has now. */
export type QueuePin = (queues: readonly MessageQueue[]) => MessageQueue;

/** Queues under the name that the user gave their topic, which in a namespace is not the brokers'. */
export function queuesNamed(topic: string, queues: readonly MessageQueue[]): readonly MessageQueue[] {
  return queues[0]?.topic === topic ? queues : queues.map((queue) => ({ ...queue, topic }));
}

/** The queue that Java's `SelectMessageQueueByHash` takes for the same key and the same queues. */
export function selectQueueByHash(key: string): MessageQueueSelector {
  const hash = javaHash(key);
  return (queues) => queues[Math.abs(hash % queues.length)] as MessageQueue;
}

/** Any queue, each as likely. */
export const selectQueueByRandom: MessageQueueSelector = (queues) =>
  queues[Math.floor(Math.random() * queues.length)] as MessageQueue;

/**
 * Queues in the given machine rooms only, in turn by what `selector` says. A broker's room is what stands in front of `@`
 * in its name (`hangzhou@broker-a`), as Java's allocation by machine room has it.
 */
export function selectQueueByMachineRoom(
  rooms: readonly string[],
  selector: MessageQueueSelector = selectQueueByRandom,
): MessageQueueSelector {
  return (queues, message) => {
    const near = queues.filter(({ brokerName }) =>
      rooms.includes(brokerName.slice(0, Math.max(0, brokerName.indexOf('@')))),
    );
    if (near.length === 0) throw new Error(`no queue is in one of the machine rooms ${rooms.join(', ')}`);
    return selector(near, message);
  };
}

/** Pins to what a selector chooses; the choice must be a queue of the message's topic. */
export function pinBySelector(selector: MessageQueueSelector, message: Message): QueuePin {
  return (queues) => {
    if (queues.length === 0) throw new Error('the topic has no writable queue to select from');
    const queue = choiceOf(selector, queues, message);
    if (queue === undefined || queue === null) throw new Error('select message queue return null.');
    return pinToQueue(queue, message)(queues);
  };
}

function choiceOf(
  selector: MessageQueueSelector,
  queues: readonly MessageQueue[],
  message: Message,
): MessageQueue | null | undefined {
  try {
    return selector(queues, message);
  } catch (reason) {
    throw asError(reason, 'the selector threw');
  }
}

/**
 * @throws {InvalidOptionsError} INVALID_OPTIONS - not a queue
 * @throws {InvalidMessageError} INVALID_MESSAGE - a queue of another topic
 */
export function pinToQueue(queue: MessageQueue, message: Message): QueuePin {
  if (!isQueue(queue)) {
    throw new InvalidOptionsError('queue', ['it must be a MessageQueue: { topic, brokerName, queueId }']);
  }
  if (queue.topic !== message.topic) {
    throw new InvalidMessageError('topic', `message's topic not equal mq's topic: ${message.topic}, ${queue.topic}`, {
      responseCode: CLIENT_RESPONSE_CODE.NONE,
    });
  }
  // Results show it: what the user does with his own object must not change them.
  const { topic, brokerName, queueId } = queue;
  const pinned = Object.freeze({ topic, brokerName, queueId });
  return () => pinned;
}

function isQueue(queue: unknown): boolean {
  const { topic, brokerName, queueId } = (queue ?? {}) as Partial<MessageQueue>;
  return (
    typeof topic === 'string' && typeof brokerName === 'string' && Number.isInteger(queueId) && Number(queueId) >= 0
  );
}

/** A send whose queue is chosen once for all its attempts. */
interface PinnedSend {
  readonly message: Message;
  readonly extras: { readonly pin: QueuePin | undefined };
  readonly ownExtras: { pinnedTo: MessageQueue | undefined };
}

/** The queue that a send is pinned to, `undefined` for one that is not. Throws what the selector threw. */
export function pinnedQueue(send: PinnedSend, queues: readonly MessageQueue[]): MessageQueue | undefined {
  const { pin } = send.extras;
  return pin === undefined ? undefined : (send.ownExtras.pinnedTo ??= pin(queuesNamed(send.message.topic, queues)));
}
