/**
 * Sends of several callers that travel as one batch: tells each caller what became of its own message, once.
 * A caller that stops waiting changes nothing for the others.
 */
import type { Clock } from '../remoting/clock.js';
import type { OutgoingSend, SendListener } from './outgoing-send.js';
import { toMemberError } from './send-failure.js';
import { batchResults, type SendResult } from './send-result.js';

export interface JoinedSendsPorts {
  readonly clock: Clock;
  /** Hears of each caller's send that settles here. */
  readonly onSettled: SendListener;
  /** All callers have stopped waiting. */
  readonly onForsaken: () => void;
  readonly onOver: () => void;
}

export class JoinedSends {
  readonly #ports: JoinedSendsPorts;
  readonly #members: readonly OutgoingSend[];
  #waiting: number;

  constructor(members: readonly OutgoingSend[], ports: JoinedSendsPorts) {
    this.#ports = ports;
    this.#members = members;
    this.#waiting = members.length;
  }

  /** The members travel in that batch from now on; its attempts are theirs. */
  travelIn(batch: OutgoingSend): void {
    const ended = (): void => this.#memberEnded();
    for (const member of this.#members) {
      const { onEnd } = member;
      member.carrier = batch;
      member.onEnd = onEnd === undefined ? ended : both(onEnd, ended);
    }
  }

  /**
   * @param result - of the batch, `undefined` for one-way sends
   * @param messageIds - UNIQ_KEYs of the members' messages
   */
  stored(result: SendResult | undefined, messageIds: readonly string[]): void {
    const results = result === undefined ? [] : batchResults(result, messageIds);
    const now = this.#ports.clock.now();
    // Not by entries(), which makes an array for each.
    for (let index = 0; index < this.#members.length; index++) {
      const member = this.#members[index] as OutgoingSend;
      const own = results[index];
      if (member.succeed(own)) this.#ports.onSettled(member, own, undefined, now);
    }
    this.#ports.onOver();
  }

  failed(error: Error): void {
    const now = this.#ports.clock.now();
    for (const member of this.#members) {
      if (member.isSettled) continue;
      const own = toMemberError(error, member, now);
      member.fail(own);
      this.#ports.onSettled(member, undefined, own, now);
    }
    this.#ports.onOver();
  }

  #memberEnded(): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) this.#ports.onForsaken();
  }
}

function both(first: () => void, second: () => void): () => void {
  return () => {
    first();
    second();
  };
}
