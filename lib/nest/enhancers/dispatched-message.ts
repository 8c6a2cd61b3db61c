/**
 * One message on its way out. It knows the send that it belongs to, so that hooks, which get the message as it was given, find
 * that send: WeakMaps between the two cost about 7 µs a message.
 */
import { InvalidMessageError } from '../../client/index.js';
import type { ResolvedEnhancers } from './enhancer-chain.js';
import type { MergedFacts } from '../message/message-facts.js';
import type { SendCallContext } from './send-execution-context.js';
import type { MessageToSend } from '../message/send-outcome.interface.js';

/** A send that has passed its guards. */
export interface FollowedSend {
  readonly context: SendCallContext;
  readonly enhancers: ResolvedEnhancers;
}

/** All delivery times that were given: the client refuses more than one. */
export class DispatchedMessage {
  readonly topic: MessageToSend['topic'];
  readonly payload: MessageToSend['payload'];
  readonly body: MessageToSend['body'];
  readonly tags: MessageToSend['tags'];
  readonly keys: MessageToSend['keys'];
  readonly flag: MessageToSend['flag'];
  readonly waitStoreMsgOk: MessageToSend['waitStoreMsgOk'];
  readonly buyerId: MessageToSend['buyerId'];
  readonly delayLevel: number | undefined;
  readonly deliverAfterMs: number | undefined;
  readonly deliverAt: Date | undefined;
  readonly properties: MessageToSend['properties'];
  #send: FollowedSend | undefined;

  /** @throws {InvalidMessageError} INVALID_MESSAGE - what the client cannot see; it checks the rest */
  constructor({ topic, payload, body }: Pick<MessageToSend, 'topic' | 'payload' | 'body'>, facts: MergedFacts) {
    this.topic = topic;
    this.payload = payload;
    this.body = body;
    this.tags = facts.tags;
    this.keys = facts.keys;
    this.flag = facts.flag;
    this.waitStoreMsgOk = facts.waitStoreMsgOk;
    this.buyerId = facts.buyerId;
    this.delayLevel = facts.delayLevel;
    this.deliverAfterMs = facts.deliverAfterMs;
    this.deliverAt = facts.deliverAt;
    this.properties = ownProperties(facts.properties);
  }

  /** Undefined for messages that the Nest layer did not make, or that it does not follow. */
  static sendOf(message: object): FollowedSend | undefined {
    return #send in message ? message.#send : undefined;
  }

  static follow(message: object, send: FollowedSend): void {
    if (#send in message) message.#send = send;
  }
}

/** A copy: interceptors may add to it. A Map would be copied to nothing, so it is refused. */
function ownProperties(properties: unknown): Record<string, string> {
  if (properties === undefined) return {};
  if (typeof properties === 'object' && properties !== null && !(Symbol.iterator in properties)) {
    return { ...properties };
  }
  throw new InvalidMessageError('properties', 'the properties must be a plain object of strings');
}
