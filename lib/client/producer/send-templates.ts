/**
 * The templates of one producer's sends to one topic: the queues of one broker share theirs, so that many topics with many
 * queues each need no more memory to be sent to than they must.
 */
import type { MessageQueue } from '../message/message-queue.js';
import type { FrameTemplate } from '../protocol/frame-encoder.js';
import { queueIdDigits } from '../protocol/send-frame-template.js';

/** What sends must have in common to be written by one template. */
export interface TemplateKind {
  readonly brokerName: string;
  /** Of the ids of its queues. */
  readonly queueDigits: number;
  readonly batch: boolean;
}

export class SendTemplates {
  readonly #byKind = new Map<string, FrameTemplate | undefined>();
  readonly #make: (kind: TemplateKind) => FrameTemplate | undefined;

  /** @param make - returns `undefined` where headers are JSON */
  constructor(make: (kind: TemplateKind) => FrameTemplate | undefined) {
    this.#make = make;
  }

  of({ brokerName, queueId }: MessageQueue, batch: boolean): FrameTemplate | undefined {
    const queueDigits = queueIdDigits(queueId);
    const key = `${batch} ${queueDigits} ${brokerName}`;
    const known = this.#byKind.get(key);
    if (known !== undefined) return known;
    const template = this.#make({ brokerName, queueDigits, batch });
    this.#byKind.set(key, template);
    return template;
  }
}
