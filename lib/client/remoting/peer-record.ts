/**
 * What is known of the other side of a connection from what it sent, and from what it did not send.
 */
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import { isOnewayOpaque } from './opaque.js';

export interface PeerListeners {
  readonly onSilence: (isSilent: boolean) => void;
  /** Hears of each one-way request that the peer refused, though nobody waits for an answer. */
  readonly onOnewayRejected: (response: RemotingCommand) => void;
}

export class PeerRecord {
  readonly #listeners: PeerListeners;
  #version: number | undefined;
  #received = 0;
  #lateAnswers = 0;
  #onewayAnswers = 0;
  #receivedAt = -Infinity;
  #isSilent = false;

  constructor(listeners: PeerListeners) {
    this.#listeners = listeners;
  }

  get version(): number | undefined {
    return this.#version;
  }

  get received(): number {
    return this.#received;
  }

  get lateAnswers(): number {
    return this.#lateAnswers;
  }

  get onewayAnswers(): number {
    return this.#onewayAnswers;
  }

  /** Bytes arrived, whatever they are. */
  noteBytes(now: number): void {
    this.#receivedAt = now;
    this.setSilent(false);
  }

  noteFrame(command: RemotingCommand): void {
    this.#received += 1;
    this.#version = command.version;
  }

  /** An answer arrived that nobody waits for. */
  noteUnexpected(response: RemotingCommand): void {
    if (!isOnewayOpaque(response.opaque)) {
      this.#lateAnswers += 1;
      return;
    }
    this.#onewayAnswers += 1;
    if (response.code !== RESPONSE_CODE.SUCCESS) this.#listeners.onOnewayRejected(response);
  }

  /** A request got no answer in its time. */
  noteUnanswered(sentAt: number): void {
    if (sentAt >= this.#receivedAt) this.setSilent(true);
  }

  setSilent(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#listeners.onSilence(isSilent);
  }
}
