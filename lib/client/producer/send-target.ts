/**
 * The queues that one producer sends to, with what is known of the way to each: nothing of it is looked up again while it
 * is still true.
 */
import type { MessageQueue } from '../message/message-queue.js';
import type { FrameTemplate } from '../protocol/frame-encoder.js';
import type { RequestChannel } from '../remoting/request-channel.js';
import type { BrokerAddress } from '../routing/broker-address-table.js';
import type { TopicPublishInfo } from '../routing/topic-publish-info.js';
import type { SendTemplates } from './send-templates.js';

/** One queue. What is not readonly is what was true when it was last sent to: whoever uses it asks whether it still is. */
export class SendTarget {
  /** As the broker that holds it knows it. */
  readonly queue: MessageQueue;
  /** For plain sends; `undefined` where headers are JSON. */
  readonly template: FrameTemplate | undefined;
  broker: BrokerAddress | undefined;
  /** What is dialled for that broker. */
  address: string | undefined;
  channel: RequestChannel | undefined;
  readonly #templates: SendTemplates;
  #batchTemplate: FrameTemplate | undefined;

  constructor(queue: MessageQueue, templates: SendTemplates) {
    this.queue = queue;
    this.#templates = templates;
    this.template = templates.of(queue, false);
  }

  /** As {@link template}, for batches. */
  get batchTemplate(): FrameTemplate | undefined {
    return (this.#batchTemplate ??= this.#templates.of(this.queue, true));
  }
}

/** The queues of one topic that were sent to, as long as its route stays the same. */
export class SendTargets {
  readonly info: TopicPublishInfo;
  /** By the queue as it was chosen. */
  readonly byQueue: Map<MessageQueue, SendTarget> = new Map();
  readonly #templates: SendTemplates;

  constructor(info: TopicPublishInfo, templates: SendTemplates) {
    this.info = info;
    this.#templates = templates;
  }

  /** A queue of the route that was not sent to before, or a user's object for one; `undefined` if the route has no such queue. */
  add({ brokerName, queueId }: MessageQueue): SendTarget | undefined {
    const routed = this.info.queues.find((one) => one.queueId === queueId && one.brokerName === brokerName);
    if (routed === undefined) return undefined;
    const known = this.byQueue.get(routed);
    if (known !== undefined) return known;
    const target = new SendTarget(this.info.endPointOf(routed), this.#templates);
    this.byQueue.set(routed, target);
    return target;
  }
}
