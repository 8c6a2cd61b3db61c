/**
 * A request that waits for a permit before it is written.
 */
import type { PermitSeeker } from './in-flight-limit.js';

/** Who hears what becomes of the request. */
interface RequestOwner {
  readonly sentAt: number;
  readonly deadlineAt: number;
  readonly isSettled?: boolean;
  onFailure(error: Error): void;
}

export class QueuedRequest implements PermitSeeker {
  readonly address: string;
  readonly connection: object;
  readonly sentAt: number;
  readonly deadlineAt: number;
  readonly #owner: RequestOwner;
  readonly #write: () => void;

  constructor(connection: { readonly address: string }, owner: RequestOwner, write: () => void) {
    this.address = connection.address;
    this.connection = connection;
    this.sentAt = owner.sentAt;
    this.deadlineAt = owner.deadlineAt;
    this.#owner = owner;
    this.#write = write;
  }

  begin(): boolean {
    if (this.#owner.isSettled === true) return false;
    try {
      this.#write();
      return true;
    } catch (error) {
      this.onFailure(error as Error);
      return false;
    }
  }

  onFailure(error: Error): void {
    this.#owner.onFailure(error);
  }
}
