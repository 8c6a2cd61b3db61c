/**
 * The composition root: builds the parts of one client, starts and closes them in order.
 * Nothing is shared between clients. Source: client behaviour A.3, A.6, A.8.
 */
import { AsyncResource } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { ClientState, ClientStatus } from './client-status.js';
import { PullReader, type PullReaderOptions } from './consumer/pull-reader.js';
import { type ClientEvent, tellEvent } from './diagnostics/client-event.js';
import { ClientClosedError, InvalidOptionsError } from './errors/input-errors.js';
import { HeartbeatTask } from './heartbeat-task.js';
import { ipv4Bytes, localIPv4 } from './local-address.js';
import { UniqueIdGenerator } from './message/unique-id.js';
import type { DrainReport } from './producer/in-flight-sends.js';
import { DEFAULT_DRAIN_TIMEOUT_MS, Producer } from './producer/producer.js';
import { type ProducerOptions, resolveProducerOptions } from './producer/producer-options.js';
import { AUTO_CREATE_TOPIC, CLIENT_PROTOCOL_VERSION } from './protocol/protocol-limits.js';
import { hooksWithSignature } from './remoting/acl-rpc-hook.js';
import { systemClock } from './remoting/clock.js';
import { ConnectionPool } from './remoting/connection-pool.js';
import { dialerFor } from './remoting/dial.js';
import { RemotingClient } from './remoting/remoting-client.js';
import {
  type ResolvedClientOptions,
  resolveClientOptions,
  type RocketMQClientOptions,
} from './rocketmq-client-options.js';
import { BrokerAddressTable } from './routing/broker-address-table.js';
import { NameServerClient } from './routing/name-server-client.js';
import { TopicRouteTable } from './routing/topic-route-table.js';

const clock = systemClock;

/** How long connections get at the end to pass on what was written, in milliseconds. */
const CLOSE_CONNECTIONS_MS = 1000;

export class RocketMQClient implements AsyncDisposable {
  /** `<ip>@<instance name>`, as brokers see it. */
  readonly clientId: string;
  readonly #options: ResolvedClientOptions;
  /** Sockets live in here, not in the async context of whichever send happened to dial. */
  readonly #asyncScope = new AsyncResource('RocketMQClient');
  readonly #remoting: RemotingClient;
  readonly #nameServers: NameServerClient;
  readonly #brokers: BrokerAddressTable;
  readonly #routes: TopicRouteTable;
  readonly #heartbeats: HeartbeatTask;
  readonly #ids: UniqueIdGenerator;
  readonly #producers = new Map<string, Producer>();
  #state: ClientState = 'created';
  #closing: Promise<DrainReport> | undefined;

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option */
  constructor(options: RocketMQClientOptions) {
    const resolved = resolveClientOptions(options);
    this.#options = resolved;
    const ip = localIPv4();
    this.clientId = `${resolved.clientIP ?? ip}@${resolved.instanceName ?? `${process.pid}#${randomBytes(6).toString('hex')}`}`;
    this.#ids = new UniqueIdGenerator({ address: ipv4Bytes(ip), processId: process.pid, now: Date.now, randomBytes });
    this.#brokers = new BrokerAddressTable(resolved.brokerAddressMap);
    this.#remoting = new RemotingClient(this.#createPool(resolved), clock);
    const start = Math.floor(Math.random() * resolved.nameServers.length);
    this.#nameServers = new NameServerClient(resolved.nameServers, { remoting: this.#remoting, clock, start });
    this.#routes = new TopicRouteTable({
      nameServers: this.#nameServers,
      brokers: this.#brokers,
      clock,
      pollIntervalMs: resolved.pollNameServerIntervalMs,
      queryTimeoutMs: resolved.apiTimeoutMs,
      defaultTopicQueueNums: resolved.defaultTopicQueueNums,
    });
    this.#heartbeats = new HeartbeatTask({
      clientId: this.clientId,
      remoting: this.#remoting,
      brokers: this.#brokers,
      clock,
      intervalMs: resolved.heartbeatBrokerIntervalMs,
      timeoutMs: resolved.apiTimeoutMs,
      emit: (event) => this.#emit(event),
    });
  }

  get state(): ClientState {
    return this.#state;
  }

  /** What the client knows about itself and its servers, from memory. */
  status(): ClientStatus {
    return {
      clientId: this.clientId,
      state: this.#state,
      nameServers: this.#nameServers.status,
      brokers: this.#brokers.masters().map(({ brokerName, address }) => {
        return { brokerName, address, connection: this.#remoting.pool.status(address) };
      }),
      topics: this.#routes.topicCount,
      inFlight: [...this.#producers.values()].reduce((sum, producer) => sum + producer.inFlight, 0),
    };
  }

  /**
   * A producer of its own group, to be started with the client or by itself.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - a bad option, or a group that this client has a producer for
   * @throws {ClientClosedError} CLIENT_CLOSED
   */
  createProducer(options: ProducerOptions): Producer {
    this.#refuseWhenClosed();
    const resolved = resolveProducerOptions(options);
    const { group } = resolved;
    if (this.#producers.has(group)) {
      throw new InvalidOptionsError('producer options', [
        `The producer group[${group}] has been created before, specify another name please.`,
      ]);
    }
    const producer = new Producer(resolved, {
      routes: this.#routes,
      brokers: this.#brokers,
      pool: this.#remoting.pool,
      clock,
      ids: this.#ids,
      defaultTopicQueueNums: this.#options.defaultTopicQueueNums,
      emit: (event) => this.#emit(event),
      onStart: () => {
        this.#startTasks();
        this.#heartbeats.addGroup(group);
      },
      onClosed: async () => {
        await this.#heartbeats.removeGroup(group);
        this.#producers.delete(group);
      },
    });
    this.#producers.set(group, producer);
    return producer;
  }

  /** @throws {ClientClosedError} CLIENT_CLOSED */
  createPullReader(options: PullReaderOptions = {}): PullReader {
    this.#refuseWhenClosed();
    return new PullReader(options, {
      remoting: this.#remoting,
      nameServers: this.#nameServers,
      brokers: this.#brokers,
      clock,
      maxBodyBytes: this.#options.maxFrameBytes,
    });
  }

  /**
   * Starts the client and every producer made so far. Connects to nothing, so it works without any server; use
   * {@link checkNameServers} to wait for one.
   *
   * @throws {ClientClosedError} CLIENT_CLOSED
   */
  start(): void {
    this.#refuseWhenClosed();
    this.#startTasks();
    for (const producer of this.#producers.values()) if (producer.state === 'created') producer.start();
  }

  /**
   * Resolves when a name server answers.
   *
   * @param options.timeoutMs - default 5000
   * @throws {NameServerUnreachableError} NO_NAME_SERVER - none did in time; lists every address with its failure
   * @throws {InvalidOptionsError} INVALID_OPTIONS - a time that is no positive number
   */
  async checkNameServers(options?: { readonly timeoutMs?: number | undefined }): Promise<void> {
    this.#refuseWhenClosed();
    const timeoutMs = options?.timeoutMs ?? 5000;
    if (!(timeoutMs > 0)) {
      throw new InvalidOptionsError('checkNameServers', [`timeoutMs is ${timeoutMs}, it must be a positive number`]);
    }
    await this.#nameServers.fetchRoute(AUTO_CREATE_TOPIC, { deadlineAt: clock.now() + timeoutMs });
  }

  /**
   * Lets sends under way finish, unregisters from the brokers, and closes every connection and timer.
   * A second call joins the first.
   *
   * @param options.drainTimeoutMs - default 5000; sends that have not settled by then are rejected with PRODUCER_CLOSED
   */
  close(options?: { readonly drainTimeoutMs?: number | undefined }): Promise<DrainReport> {
    this.#closing ??= this.#close(options?.drainTimeoutMs ?? DEFAULT_DRAIN_TIMEOUT_MS);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(drainTimeoutMs: number): Promise<DrainReport> {
    this.#state = 'draining';
    const producers = [...this.#producers.values()];
    const reports = await Promise.all(producers.map((producer) => producer.close({ drainTimeoutMs })));
    this.#heartbeats.close();
    this.#routes.close();
    this.#nameServers.close();
    await this.#remoting.pool.close(CLOSE_CONNECTIONS_MS);
    this.#state = 'closed';
    return reports.reduce(sumReports, { pending: 0, settled: 0, failed: 0, aborted: 0, elapsedMs: 0 });
  }

  #createPool(options: ResolvedClientOptions): ConnectionPool {
    const dial = dialerFor(options.tls);
    return new ConnectionPool({
      connection: {
        clock,
        sender: { language: options.language, version: CLIENT_PROTOCOL_VERSION },
        headerFormat: options.headerFormat,
        maxFrameBytes: options.maxFrameBytes,
        idleTimeoutMs: options.connectionIdleTimeoutMs,
        rpcHooks: hooksWithSignature(options),
        processors: new Map(),
      },
      dialer: (...target) => this.#asyncScope.runInAsyncScope(dial, undefined, ...target),
      connectTimeoutMs: options.connectTimeoutMs,
      onConnected: (connection) => this.#heartbeats.connected(connection),
    });
  }

  #startTasks(): void {
    if (this.#state !== 'created') return;
    this.#routes.start();
    this.#heartbeats.start();
    this.#state = 'running';
  }

  #refuseWhenClosed(): void {
    if (this.#state === 'draining' || this.#state === 'closed') throw new ClientClosedError(this.clientId);
  }

  #emit(event: ClientEvent): void {
    tellEvent(event, this.#options);
  }
}

function sumReports(sum: DrainReport, report: DrainReport): DrainReport {
  return {
    pending: sum.pending + report.pending,
    settled: sum.settled + report.settled,
    failed: sum.failed + report.failed,
    aborted: sum.aborted + report.aborted,
    elapsedMs: Math.max(sum.elapsedMs, report.elapsedMs),
  };
}
