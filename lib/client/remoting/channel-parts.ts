/**
 * What a request channel is made of, and whom it tells what it does not decide.
 */
import type { RemotingCommand } from '../protocol/remoting-command.js';
import type { ConnectionSettings } from './connection-settings.js';
import type { DeadlineTimer } from './deadline-timer.js';
import type { RequestHooks } from './request-hooks.js';
import type { WriteQueue } from './write-queue.js';

/** The connection; hears of whatever is more than an answer that somebody waits for. */
export interface ChannelOwner {
  readonly address: string;
  /** A request of the peer, an answer that nobody waits for, or GO_AWAY. */
  onOther(command: RemotingCommand): void;
  /** An answer was handed on though the channel takes no more requests. */
  onLastAnswers(): void;
  /** Bytes arrived from a peer that counted as silent. */
  onHeard(): void;
  onMalformed(error: Error): void;
}

export interface ChannelParts {
  readonly settings: ConnectionSettings;
  readonly writes: WriteQueue;
  readonly hooks: RequestHooks;
  /** Of everything that is written here. */
  readonly deadlines: DeadlineTimer;
  readonly owner: ChannelOwner;
}
