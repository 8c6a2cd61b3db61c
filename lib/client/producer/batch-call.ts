/**
 * A call of the user's that sends a batch, and who hears what came of it. A class, as all that lives as long as a send is:
 * ARCHITECTURE.md, "Garbage".
 */
import type { Message } from '../message/message.js';
import type { SendOptions } from './send-options.js';
import type { SendResult } from './send-result.js';
import type { SendMode } from './send-retry-policy.js';

export class BatchCall {
  constructor(
    readonly mode: SendMode,
    readonly messages: readonly Message[],
    readonly options: SendOptions | undefined,
    readonly resolve: (results: readonly SendResult[]) => void,
    readonly reject: (error: Error) => void,
  ) {}
}
