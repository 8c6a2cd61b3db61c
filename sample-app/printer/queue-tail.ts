/**
 * Follows one queue: asks for what comes next, and lets the broker hold the question until there is something.
 */
import { EventEmitter, once } from 'node:events';
import type { MessageExt, MessageQueue, PullReader } from 'nestjs-rocketmq';
import { pause } from './pause.js';

/** How long the broker may hold a pull, in milliseconds. */
const HOLD_MS = 15_000;
/** Pause after a failed pull, in milliseconds. */
const RETRY_MS = 500;
/** Messages of a queue that might have been sent between the start of the app and the first look at the queue. */
const LOOK_BACK = 100;

/** Where to begin: with everything that is in the queue, or with what was sent from this time on. */
export type TailStart = 'oldest' | { readonly sentSince: number };

export class QueueTail {
  private readonly progress = new EventEmitter();
  private nextOffset: number | undefined;
  /** Messages before this offset were there at the first look: they may be old. */
  private maybeOldBelow = 0;

  constructor(
    private readonly reader: PullReader,
    private readonly queue: MessageQueue,
    private readonly start: TailStart,
    private readonly take: (message: MessageExt, queue: MessageQueue) => void,
  ) {}

  /** Goes on until `signal` aborts; a broker that cannot be reached is asked again and again. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.nextOffset ??= await this.firstOffset();
        const { messages, nextBeginOffset } = await this.reader.pull(this.queue, this.nextOffset, {
          suspendMs: HOLD_MS,
          signal,
        });
        for (const message of messages) if (!this.isOld(message)) this.take(message, this.queue);
        this.nextOffset = nextBeginOffset;
        this.progress.emit('pulled');
      } catch {
        await pause(RETRY_MS, signal);
      }
    }
  }

  /** Resolves when everything that is stored now has been taken. */
  async caughtUp(): Promise<void> {
    const end = await this.reader.maxOffset(this.queue);
    while ((this.nextOffset ?? 0) < end) await once(this.progress, 'pulled');
  }

  private async firstOffset(): Promise<number> {
    const oldest = await this.reader.minOffset(this.queue);
    if (this.start === 'oldest') return oldest;
    this.maybeOldBelow = await this.reader.maxOffset(this.queue);
    return Math.max(oldest, this.maybeOldBelow - LOOK_BACK);
  }

  private isOld({ queueOffset, bornTimestamp }: MessageExt): boolean {
    return this.start !== 'oldest' && queueOffset < this.maybeOldBelow && bornTimestamp < this.start.sentSince;
  }
}
