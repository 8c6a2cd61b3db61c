/**
 * What the other side of a connection answered that nobody waits for.
 */
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import { isOnewayOpaque } from './opaque.js';

export interface UnexpectedAnswerListeners {
  /** Hears of each one-way request that the peer refused, though nobody waits for an answer. */
  readonly onOnewayRejected: (response: RemotingCommand) => void;
}

export class UnexpectedAnswers {
  readonly #listeners: UnexpectedAnswerListeners;
  #late = 0;
  #oneway = 0;

  constructor(listeners: UnexpectedAnswerListeners) {
    this.#listeners = listeners;
  }

  /** Answers that came after their request's deadline. */
  get late(): number {
    return this.#late;
  }

  /** Answers to one-way requests, which ask for none. */
  get oneway(): number {
    return this.#oneway;
  }

  note(response: RemotingCommand): void {
    if (!isOnewayOpaque(response.opaque)) {
      this.#late += 1;
      return;
    }
    this.#oneway += 1;
    if (response.code !== RESPONSE_CODE.SUCCESS) this.#listeners.onOnewayRejected(response);
  }
}
