/**
 * Prints each message of the shop as it lands, read back from the cluster with the native pull reader.
 * One loop a queue; topics and queues that appear later are found by looking again.
 */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  InjectProducer,
  type MessageQueue,
  ProducerService,
  type PullReader,
  RouteNotFoundError,
} from 'nestjs-rocketmq';
import { setMaxListeners } from 'node:events';
import { SHOP_CLUSTER, type ShopCluster } from '../config/shop-cluster.js';
import { AUDIT_TOPICS, SHOP_TOPICS } from '../shop-topics.js';
import { messageText } from './message-text.js';
import { pause } from './pause.js';
import { QueueTail, type TailStart } from './queue-tail.js';

const LOOK_EVERY_MS = 500;
/** How long the end of the app may be held up by messages that are not printed yet, in milliseconds. */
const LAST_MESSAGES_MS = 1000;
const GROUP = 'shop-printer';

/** What is read over one connection. */
interface Source {
  readonly reader: PullReader;
  readonly topics: readonly string[];
}

@Injectable()
export class MessagePrinter implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly startedAt = Date.now();
  private readonly stopping = new AbortController();
  private readonly sources: readonly Source[];
  private readonly tails = new Map<string, QueueTail>();
  /** Topics that the name server was asked for at least once; what appears after that is new. */
  private readonly lookedUp = new Set<string>();

  constructor(
    producer: ProducerService,
    @InjectProducer('audit') audit: ProducerService,
    @Inject(SHOP_CLUSTER) private readonly cluster: ShopCluster,
  ) {
    // Every queue listens to the one signal; Node would take more than ten for a leak.
    setMaxListeners(0, this.stopping.signal);
    this.sources = [
      { reader: producer.unwrap().client.createPullReader({ group: GROUP }), topics: SHOP_TOPICS },
      { reader: audit.unwrap().client.createPullReader({ group: GROUP }), topics: AUDIT_TOPICS },
    ];
  }

  /** Does not wait: the shop opens whether the cluster is there or not. */
  onApplicationBootstrap(): void {
    void this.lookAgainAndAgain();
  }

  /** HTTP is closed by now: prints what it has caused, then ends. The producer drains after this. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.race([this.printTheRest(), pause(LAST_MESSAGES_MS, this.stopping.signal)]);
    this.stopping.abort();
  }

  private async lookAgainAndAgain(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.lookForQueues();
      await pause(LOOK_EVERY_MS, signal);
    }
  }

  private async printTheRest(): Promise<void> {
    await this.lookForQueues();
    await Promise.allSettled([...this.tails.values()].map((tail) => tail.caughtUp()));
  }

  private async lookForQueues(): Promise<void> {
    await Promise.all(
      this.sources.flatMap(({ reader, topics }) => topics.map((topic) => this.lookForQueuesOf(topic, reader))),
    );
  }

  private async lookForQueuesOf(topic: string, reader: PullReader): Promise<void> {
    try {
      const queues = await reader.queues(topic);
      const start = this.startFor(topic);
      for (const queue of queues) this.follow(reader, queue, start);
      this.lookedUp.add(topic);
    } catch (error) {
      // Anything else: nobody could be asked.
      if (error instanceof RouteNotFoundError) this.lookedUp.add(topic);
    }
  }

  private startFor(topic: string): TailStart {
    const isNew = this.cluster.isEmbedded || this.lookedUp.has(topic);
    return isNew ? 'oldest' : { sentSince: this.startedAt };
  }

  private follow(reader: PullReader, queue: MessageQueue, start: TailStart): void {
    const key = `${queue.topic} ${queue.brokerName} ${queue.queueId}`;
    if (this.tails.has(key) || this.stopping.signal.aborted) return;
    const tail = new QueueTail(reader, queue, start, (message, from) => console.log(messageText(message, from)));
    this.tails.set(key, tail);
    void tail.follow(this.stopping.signal);
  }
}
