/**
 * Counts what the Nest layer has under way, and lets the shutdown wait for it.
 * The native client knows only sends that have reached it; here also count those still in a guard or interceptor, and
 * decorated methods whose promise has not settled.
 */
import { Injectable } from '@nestjs/common';

/** What became of the sends under way within the drain time. */
export interface DrainedActivity {
  readonly settled: number;
  readonly failed: number;
  /** Sends that had begun and did not end in time. */
  readonly sending: number;
  /** Sends that were still to come from decorated methods that did not return in time. */
  readonly awaited: number;
}

@Injectable()
export class SendActivity {
  private isShuttingDown = false;
  private sending = 0;
  private awaited = 0;
  private settled = 0;
  private failed = 0;
  private suppressed = 0;
  private onIdle: (() => void) | undefined;

  /** True from the beginning of the app's shutdown; sends are still taken until the servers are closed. */
  get isDraining(): boolean {
    return this.isShuttingDown;
  }

  /** Sends that interceptors ended without sending, since boot. */
  get suppressedSends(): number {
    return this.suppressed;
  }

  markDraining(): void {
    this.isShuttingDown = true;
  }

  sendBegan(): void {
    this.sending += 1;
  }

  sendSettled(): void {
    this.sending -= 1;
    this.settled += 1;
    this.noteIdle();
  }

  sendFailed(): void {
    this.sending -= 1;
    this.failed += 1;
    this.noteIdle();
  }

  sendSuppressed(): void {
    this.suppressed += 1;
  }

  /** A decorated method returned a promise; `sends` come out of it, unless it rejects. */
  methodBegan(sends: number): void {
    this.awaited += sends;
  }

  /** To be called after the sends of the method have begun, so that nothing falls between the two. */
  methodEnded(sends: number): void {
    this.awaited -= sends;
    this.noteIdle();
  }

  /** Waits until nothing is under way, at most for `timeoutMs`. Sends that begin meanwhile count, but extend nothing. */
  async drain(timeoutMs: number): Promise<DrainedActivity> {
    const before = { settled: this.settled, failed: this.failed };
    await this.idleOrOver(timeoutMs);
    return {
      settled: this.settled - before.settled,
      failed: this.failed - before.failed,
      sending: this.sending,
      awaited: this.awaited,
    };
  }

  private idleOrOver(timeoutMs: number): Promise<void> {
    if (this.isIdle()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private noteIdle(): void {
    if (this.onIdle !== undefined && this.isIdle()) this.onIdle();
  }

  private isIdle(): boolean {
    return this.sending === 0 && this.awaited === 0;
  }
}
