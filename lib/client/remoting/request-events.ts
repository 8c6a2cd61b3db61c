/**
 * Requests as subscribers of the diagnostics channels see them. Without subscribers nothing stands between a connection and
 * those who wait.
 */
import { CHANNELS, type RequestStartEvent } from '../diagnostics/channels.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { Clock } from './clock.js';

/** Who hears what becomes of a request: of an answer, or of the hand-over of a one-way request. */
export interface RequestOwner {
  readonly sentAt: number;
  readonly deadlineAt: number;
  onResponse?(response: RemotingCommand, receivedAt: number): void;
  onHandedOver?(): void;
  onFailure(error: Error): void;
}

export function hasRequestSubscribers(): boolean {
  const { requestStart, requestEnd, requestError } = CHANNELS;
  return requestStart.hasSubscribers || requestEnd.hasSubscribers || requestError.hasSubscribers;
}

/** Stands in front of the owner of one request. To be made before its frame begins: a subscriber may send something itself. */
export class ToldRequest implements RequestOwner {
  readonly sentAt: number;
  readonly deadlineAt: number;
  readonly #owner: RequestOwner;
  readonly #start: RequestStartEvent;
  readonly #clock: Clock;
  readonly #startedAt: number;

  constructor(owner: RequestOwner, start: RequestStartEvent, clock: Clock) {
    this.sentAt = owner.sentAt;
    this.deadlineAt = owner.deadlineAt;
    this.#owner = owner;
    this.#start = start;
    this.#clock = clock;
    this.#startedAt = clock.now();
    CHANNELS.requestStart.publish(start);
  }

  onResponse(response: RemotingCommand, receivedAt: number): void {
    this.#publishEnd(response.code);
    this.#owner.onResponse?.(response, receivedAt);
  }

  onHandedOver(): void {
    this.#publishEnd(undefined);
    this.#owner.onHandedOver?.();
  }

  onFailure(error: Error): void {
    this.publishError(error);
    this.#owner.onFailure(error);
  }

  /** For a request that could not be written: its owner hears of that by the exception. */
  publishError(error: Error): void {
    CHANNELS.requestError.publish({ ...this.#start, elapsedMs: this.#clock.now() - this.#startedAt, error });
  }

  #publishEnd(responseCode: number | undefined): void {
    CHANNELS.requestEnd.publish({ ...this.#start, responseCode, elapsedMs: this.#clock.now() - this.#startedAt });
  }
}
