/**
 * Routes by topic: found when first needed, refreshed every poll interval and on demand, the last good one kept.
 * Source: client behaviour A.7 and B.2 (Java `MQClientInstance.updateTopicRouteInfoFromNameServer`).
 */
import type { DiagnosticsSettings } from '../diagnostics/diagnostics-options.js';
import { RouteNotFoundError } from '../errors/server-errors.js';
import { checkTopic } from '../message/name-validation.js';
import { AUTO_CREATE_TOPIC } from '../protocol/protocol-limits.js';
import type { TopicRouteData } from '../protocol/topic-route-data.js';
import type { Clock, Timer } from '../remoting/clock.js';
import { DeadlineTimer } from '../remoting/deadline-timer.js';
import { BrokerAddressTable } from './broker-address-table.js';
import type { FetchedRoute, NameServerClient } from './name-server-client.js';
import { publishingLookUp } from './route-events.js';
import { RouteLookup, type RouteWaiter } from './route-lookup.js';
import { RouteTroubles } from './route-troubles.js';
import type { MessageQueue } from '../message/message-queue.js';
import { NO_WRITABLE_QUEUE, publishInfo, publishQueues, type TopicPublishInfo } from './topic-publish-info.js';
import { type KnownRoute, type TopicRouteStatus, topicRouteStatuses } from './topic-route-status.js';

export interface RouteTableSettings {
  readonly nameServers: NameServerClient;
  readonly brokers: BrokerAddressTable;
  readonly clock: Clock;
  readonly diagnostics: DiagnosticsSettings;
  readonly pollIntervalMs: number;
  /** How long one question of the periodic refresh may take. */
  readonly queryTimeoutMs: number;
  /** Queues a topic gets when a broker creates it by itself (Java `defaultTopicQueueNums`). */
  readonly defaultTopicQueueNums: number;
  /** The periodic refresh is through, and brokers that no route names any more are forgotten. */
  readonly onPolled: () => void;
}

/** A topic's route and what producers make of it. */
export interface TopicRoute extends KnownRoute {
  readonly route: TopicRouteData;
  readonly text: string;
  /** Derived from TBW102, because no name server knows the topic itself (yet). */
  readonly isFromTemplate: boolean;
}

/** How many topics the periodic refresh asks for at a time. */
const REFRESH_CONCURRENCY = 8;

/** The least time between two refreshes because of brokers that cannot be reached, in milliseconds. */
const SUSPICION_GAP_MS = 1000;

/** Java's fixed time for such questions, in milliseconds (`MQAdminImpl`). */
const FETCH_QUEUES_TIMEOUT_MS = 6000;

export class TopicRouteTable {
  readonly #settings: RouteTableSettings;
  readonly #routes = new Map<string, TopicRoute>();
  readonly #publishInfos = new Map<string, TopicPublishInfo>();
  /** The publish info of each topic that can be sent to without a look-up; live. */
  readonly publishInfos: ReadonlyMap<string, TopicPublishInfo> = this.#publishInfos;
  readonly #troubles = new RouteTroubles();
  readonly #lookups = new Map<string, RouteLookup<TopicRoute>>();
  /** By topic: when a broker that cannot be reached is a reason to ask again. */
  readonly #nextSuspicionAt = new Map<string, number>();
  readonly #deadlines: DeadlineTimer;
  #poll: Timer | undefined;
  #isClosed = false;

  constructor(settings: RouteTableSettings) {
    this.#settings = settings;
    this.#deadlines = new DeadlineTimer(settings.clock, (now) => this.#expire(now));
  }

  get topicCount(): number {
    return this.#routes.size;
  }

  /** Each topic whose route is known, or was asked for in vain. */
  get statuses(): readonly TopicRouteStatus[] {
    return topicRouteStatuses(this.#routes, this.#troubles);
  }

  /** Begins the periodic refresh. */
  start(): void {
    this.#poll = this.#settings.clock.setBackgroundTimer(() => void this.#pollOnce(), this.#settings.pollIntervalMs);
  }

  /**
   * Lets `waiter` join the open question for a topic, or asks it anew. A topic that the name servers do not know gets
   * the route of the template topic TBW102, if brokers create topics by themselves.
   *
   * Fails with NameServerUnreachableError (NO_NAME_SERVER) or RouteNotFoundError (NO_ROUTE).
   */
  lookUp(topic: string, waiter: RouteWaiter<TopicRoute>): void {
    this.#lookup(topic, waiter.deadlineAt).join(waiter);
    // Once closed, the name servers end the question at once: no timer must be left.
    if (!this.#isClosed) this.#deadlines.note(waiter.deadlineAt);
  }

  /** As {@link lookUp}, for callers off the hot path. */
  find(topic: string, deadlineAt: number): Promise<TopicRoute> {
    return new Promise((resolve, reject) => this.lookUp(topic, { deadlineAt, onFound: resolve, onFailure: reject }));
  }

  /**
   * The queues to send to as the name server has them now, past the cache and without the template topic.
   *
   * @throws {RouteNotFoundError} NO_ROUTE
   * @throws {NameServerUnreachableError} NO_NAME_SERVER - none answered within 6 seconds
   * @throws {InvalidMessageError} INVALID_MESSAGE - a name that no topic can have
   */
  async fetchPublishQueues(topic: string): Promise<readonly MessageQueue[]> {
    checkTopic(topic);
    const { nameServers, clock } = this.#settings;
    const fetched = await nameServers.fetchRoute(topic, { deadlineAt: clock.now() + FETCH_QUEUES_TIMEOUT_MS });
    if (fetched === undefined) throw new RouteNotFoundError(topic, 'the name server does not know the topic');
    const queues = publishQueues(topic, fetched.route);
    if (queues.length === 0) throw new RouteNotFoundError(topic, NO_WRITABLE_QUEUE);
    return queues;
  }

  /**
   * A broker of the topic could not be reached: asks for the route again in the background, at most once a second, so
   * that a broker that is gone drops out long before the next poll.
   */
  suspect(topic: string): void {
    const now = this.#settings.clock.now();
    if (this.#isClosed || now < (this.#nextSuspicionAt.get(topic) ?? 0)) return;
    this.#nextSuspicionAt.set(topic, now + SUSPICION_GAP_MS);
    this.#lookup(topic, now + this.#settings.queryTimeoutMs);
  }

  close(): void {
    this.#isClosed = true;
    this.#poll?.cancel();
    this.#deadlines.cancel();
    const error = this.#settings.nameServers.unreachable();
    for (const lookup of this.#lookups.values()) lookup.failed(error);
    this.#lookups.clear();
  }

  #lookup(topic: string, deadlineAt: number): RouteLookup<TopicRoute> {
    const open = this.#lookups.get(topic);
    if (open !== undefined) return open;
    const lookup = new RouteLookup<TopicRoute>(deadlineAt);
    this.#lookups.set(topic, lookup);
    void publishingLookUp(topic, this.#settings, () => this.#fetch(topic, lookup)).then(
      (route) => this.#end(topic, () => lookup.found(route)),
      (error: Error) => {
        this.#noteFailure(topic, error);
        this.#end(topic, () => lookup.failed(error));
      },
    );
    return lookup;
  }

  #end(topic: string, settle: () => void): void {
    this.#lookups.delete(topic);
    settle();
  }

  async #fetch(topic: string, deadline: { readonly deadlineAt: number }): Promise<TopicRoute> {
    const { nameServers } = this.#settings;
    const own = await nameServers.fetchRoute(topic, deadline);
    if (own !== undefined) return this.#store(topic, own, false);
    const known = this.#routes.get(topic);
    // A name server that has just restarted does not know its topics for a while: no reason to create them elsewhere.
    if (known?.isFromTemplate === false) {
      this.#troubles.noteStale(topic);
      return known;
    }
    const template = await nameServers.fetchRoute(AUTO_CREATE_TOPIC, deadline);
    if (template === undefined) {
      throw new RouteNotFoundError(
        topic,
        'the name server knows neither the topic nor TBW102, the template to create it from',
      );
    }
    return this.#store(topic, { ...template, route: this.#fromTemplate(template.route) }, true);
  }

  #fromTemplate(template: TopicRouteData): TopicRouteData {
    const queueDatas = template.queueDatas.map((queues) => {
      const count = Math.min(this.#settings.defaultTopicQueueNums, queues.readQueueNums);
      return { ...queues, readQueueNums: count, writeQueueNums: count };
    });
    return { ...template, queueDatas };
  }

  #store(topic: string, { route, text }: FetchedRoute, isFromTemplate: boolean): TopicRoute {
    // Also for a route that did not change: an outdated answer for another topic may have taken a master away.
    const { brokers } = this.#settings;
    brokers.update(route);
    this.#troubles.noteFound(topic);
    const known = this.#routes.get(topic);
    if (known?.text === text && known.isFromTemplate === isFromTemplate) return known;
    const start = Math.floor(Math.random() * 0x7fff_ffff);
    const info = publishInfo(topic, route, start, (name) => brokers.master(name)?.brokerName ?? name);
    // What the template promised says nothing of the topic itself.
    const before = known?.isFromTemplate === false ? known.mostQueues : 0;
    const mostQueues = Math.max(before, info.queues.length);
    const stored = { route, text, publishInfo: info, isFromTemplate, mostQueues };
    this.#routes.set(topic, stored);
    if (info.queues.length > 0) this.#publishInfos.set(topic, info);
    else this.#publishInfos.delete(topic);
    return stored;
  }

  #noteFailure(topic: string, error: Error): void {
    if (this.#routes.has(topic)) this.#troubles.noteStale(topic);
    else if (error instanceof RouteNotFoundError) this.#troubles.noteMissing(topic);
  }

  async #pollOnce(): Promise<void> {
    this.#settings.nameServers.askFailedAgain(this.#settings.queryTimeoutMs);
    const topics = [...this.#routes.keys(), ...this.#troubles.missing];
    const refreshers = Array.from({ length: REFRESH_CONCURRENCY }, async () => {
      for (let topic = topics.pop(); topic !== undefined && !this.#isClosed; topic = topics.pop())
        await this.#refresh(topic);
    });
    await Promise.all(refreshers);
    if (this.#isClosed) return;
    this.#settings.brokers.keepOnly([...this.#routes.values()].map(({ route }) => route));
    this.#settings.onPolled();
    this.start();
  }

  /** A failure leaves the last good route in place; the name servers' status tells of it. */
  async #refresh(topic: string): Promise<void> {
    const deadlineAt = this.#settings.clock.now() + this.#settings.queryTimeoutMs;
    await this.find(topic, deadlineAt).catch(() => {});
  }

  #expire(now: number): number {
    let earliest = Infinity;
    for (const lookup of this.#lookups.values()) {
      earliest = Math.min(
        earliest,
        lookup.expire(now, () => this.#settings.nameServers.unreachable()),
      );
    }
    return earliest;
  }
}
