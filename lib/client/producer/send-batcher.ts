/**
 * Automatic batching: joins sends of one turn of the event loop, or of the linger time, into batches; what may not be
 * joined goes by itself, after what came before it. Stands in front of the engine and starts attempts in its place.
 * Source: client behaviour F.4, Java `ProduceAccumulator`, whose groups are by tag, too, and lose the order of a queue.
 */
import { ENTRY_FIXED_BYTES } from '../message/batch-body-writer.js';
import { travelsAlone } from '../message/batch-rules.js';
import type { MessageQueue } from '../message/message-queue.js';
import type { Clock } from '../remoting/clock.js';
import { DeadlineTimer } from '../remoting/deadline-timer.js';
import { WaiterSet } from '../remoting/waiter-set.js';
import type { TopicRouteTable } from '../routing/topic-route-table.js';
import type { ResolvedBatching } from './batching-options.js';
import { JoinedSends, type JoinedSendsPorts } from './joined-sends.js';
import { pinnedQueue } from './message-queue-selector.js';
import { OpenGroups } from './open-groups.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { SendEngine } from './send-engine.js';
import type { SendFactory } from './send-factory.js';
import { SendGroup } from './send-group.js';

export interface SendBatcherPorts {
  readonly engine: SendEngine;
  readonly factory: SendFactory;
  readonly routes: TopicRouteTable;
  readonly clock: Clock;
  /** Bodies from this size on are compressed, which those of a batch are not. */
  readonly compressOverBytes: number;
  /** Nothing else is under way. */
  readonly isIdle: () => boolean;
  readonly onSettled: JoinedSendsPorts['onSettled'];
}

/** Deadlines of one batch that are nearer to each other than this count as one. */
const SAME_DEADLINE_MS = 5;

export class SendBatcher {
  readonly #ports: SendBatcherPorts;
  readonly #options: ResolvedBatching;
  readonly #groups = new OpenGroups();
  /** Sends in batches under way that end long before their batch does. */
  readonly #expiring = new WaiterSet<OutgoingSend>();
  readonly #deadlines: DeadlineTimer;
  readonly #linger: DeadlineTimer;
  readonly #flushTurn = (): void => {
    this.#isFlushScheduled = false;
    this.flush();
  };
  #isFlushScheduled = false;
  #isClosing = false;

  constructor(options: ResolvedBatching, ports: SendBatcherPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#linger = new DeadlineTimer(ports.clock, (now) => this.#flushDue(now));
    this.#deadlines = new DeadlineTimer(ports.clock, (now) =>
      this.#expiring.expire(now, (send) => this.#expired(send)),
    );
  }

  /** In the place of the engine's: lets the send join others, or starts its attempt. */
  startAttempt(send: OutgoingSend): void {
    if (send.isSettled) return;
    const bytes = this.#joiningBytes(send);
    if (bytes === undefined) {
      this.#sendAlone(send);
      return;
    }
    let queue: MessageQueue | undefined;
    if (send.extras.pin !== undefined) {
      const info = this.#ports.routes.publishInfos.get(send.topic);
      try {
        queue = info === undefined ? undefined : pinnedQueue(send, info.queues);
      } catch (error) {
        this.#ports.engine.abort(send, 'QUEUE_SELECTION_FAILED', error as Error);
        return;
      }
    }
    // Without the route nobody knows which sends a pinned one may join.
    if (send.extras.pin !== undefined && queue === undefined) this.#sendAlone(send);
    else this.#join(send, queue, bytes);
  }

  /** Sends out what waits for others. */
  flush(): void {
    for (const group of this.#groups.all()) this.#sendGroup(group);
  }

  /** Sends out what waits for others, and lets nothing wait for a timer from now on. */
  close(): void {
    this.#isClosing = true;
    this.#linger.cancel();
    this.flush();
  }

  /** How much of a batch the send would take; `undefined` for one that goes by itself. */
  #joiningBytes(send: OutgoingSend): number | undefined {
    const { body, message, messageType } = send;
    const isAlone = send.batch || messageType !== 'NORMAL' || travelsAlone(message);
    if (isAlone || body.length >= this.#ports.compressOverBytes) return undefined;
    const bytes = ENTRY_FIXED_BYTES + body.length + send.propertyBytes;
    return bytes <= this.#options.maxBytes ? bytes : undefined;
  }

  #sendAlone(send: OutgoingSend): void {
    this.#flushTopic(send.topic);
    this.#ports.engine.startAttempt(send);
  }

  #join(send: OutgoingSend, queue: MessageQueue | undefined, bytes: number): void {
    const { maxBytes, maxCount } = this.#options;
    if (this.#groups.hasConflict(send.topic, queue)) this.#flushTopic(send.topic);
    let group = this.#groups.find(send.topic, queue);
    if (group !== undefined && !group.takes(send, bytes, maxBytes)) {
      this.#sendGroup(group);
      group = undefined;
    }
    group ??= this.#openGroup(send, queue);
    group.add(send, bytes);
    if (group.sends.length >= maxCount) this.#sendGroup(group);
  }

  /** Lingers no longer than half of the time that its first send has left: what waits here has no other deadline. */
  #openGroup({ topic, expiresAt }: OutgoingSend, queue: MessageQueue | undefined): SendGroup {
    const now = this.#ports.clock.now();
    const dueAt = now + Math.min(this.#options.lingerMs, (expiresAt - now) / 2);
    const group = new SendGroup(topic, queue, dueAt);
    this.#groups.add(group);
    if (this.#options.lingerMs > 0 && !this.#isClosing) this.#linger.note(dueAt);
    else this.#flushLater();
    return group;
  }

  /** While nothing is under way, callers that were answered together come again in the same tick: nobody else can. */
  #flushLater(): void {
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    if (this.#ports.isIdle()) process.nextTick(this.#flushTurn);
    else setImmediate(this.#flushTurn);
  }

  #flushDue(now: number): number {
    const groups = this.#groups.all();
    for (const group of groups) if (group.dueAt <= now) this.#sendGroup(group);
    return this.#groups.all().reduce((earliest, { dueAt }) => Math.min(earliest, dueAt), Infinity);
  }

  #flushTopic(topic: string): void {
    for (const group of this.#groups.ofTopic(topic)) this.#sendGroup(group);
  }

  /** The end of one group may give permits to sends that fill and send the next one before its turn comes here. */
  #sendGroup(group: SendGroup): void {
    if (!this.#groups.remove(group)) return;
    const sends = group.sends.filter(({ isSettled }) => !isSettled);
    const [first] = sends;
    if (first === undefined) return;
    if (sends.length === 1) this.#ports.engine.startAttempt(first);
    else this.#sendJoined(first, sends, group.queue);
  }

  #sendJoined(first: OutgoingSend, members: readonly OutgoingSend[], queue: MessageQueue | undefined): void {
    const { clock, engine, factory, onSettled } = this.#ports;
    const startedAt = members.reduce((latest, member) => Math.max(latest, member.startedAt), 0);
    const joined = new JoinedSends(members, {
      clock,
      onSettled,
      onForsaken: () => engine.abort(batch, 'SEND_ABORTED', new Error('no caller waits for it any more')),
      onOver: () => this.#forget(members),
    });
    const part = factory.batchParts.ofSends(members);
    const batch = factory.batch({
      mode: first.mode,
      part,
      timeoutMs: first.timeoutMs,
      startedAt,
      pin: queue === undefined ? undefined : () => queue,
      resolve: (result) => joined.stored(result, part.messageIds),
      reject: (error) => joined.failed(error),
    });
    joined.travelIn(batch);
    this.#watch(members, batch.expiresAt);
    engine.startAttempt(batch);
  }

  /** Each caller has its own deadline, though the batch has the latest of them all. */
  #watch(members: readonly OutgoingSend[], latest: number): void {
    for (const member of members) {
      if (member.expiresAt > latest - SAME_DEADLINE_MS) continue;
      this.#expiring.add(member);
      this.#deadlines.note(member.expiresAt);
    }
  }

  #forget(members: readonly OutgoingSend[]): void {
    if (this.#expiring.size === 0) return;
    for (const member of members) this.#expiring.remove(member);
    if (this.#expiring.size === 0) this.#deadlines.cancel();
  }

  #expired(send: OutgoingSend): void {
    this.#ports.engine.abort(send, 'SEND_TIMEOUT', new Error('the batch it travels in is not answered yet'));
  }
}
