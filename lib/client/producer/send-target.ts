/**
 * A broker as one producer sends to it, with what is known of the way there: nothing of it is looked up again while it is
 * still true.
 */
import type { FrameTemplate } from '../protocol/frame-encoder.js';
import type { RequestChannel } from '../remoting/request-channel.js';
import type { BrokerAddress } from '../routing/broker-address-table.js';

/** Makes a template for plain sends or batches to a broker; `undefined` where headers are JSON. */
export type TemplateMaker = (batch: boolean) => FrameTemplate | undefined;

/** What is not readonly is what was true when it was last sent to: whoever uses it asks whether it still is. */
export class SendTarget {
  readonly brokerName: string;
  /** For plain sends; `undefined` where headers are JSON. */
  readonly template: FrameTemplate | undefined;
  broker: BrokerAddress | undefined;
  /** What is dialled for that broker. */
  address: string | undefined;
  channel: RequestChannel | undefined;
  readonly #templateFor: TemplateMaker;
  #batchTemplate: FrameTemplate | undefined;

  constructor(brokerName: string, templateFor: TemplateMaker) {
    this.brokerName = brokerName;
    this.template = templateFor(false);
    this.#templateFor = templateFor;
  }

  /** As {@link template}, for batches. */
  get batchTemplate(): FrameTemplate | undefined {
    return (this.#batchTemplate ??= this.#templateFor(true));
  }
}
