/**
 * One client: makes producers and readers on its parts, starts and closes everything in order.
 * Nothing is shared between clients. Source: client behaviour A.3, A.6, A.8.
 */
import { MQAdmin } from './admin/mq-admin.js';
import { buildClientParts, type ClientParts } from './client-parts.js';
import { type ClientState, type ClientStats, type ClientStatus, clientStatus } from './client-status.js';
import { PullReader, type PullReaderOptions } from './consumer/pull-reader.js';
import { type ClientEvent, tellEvent } from './diagnostics/client-event.js';
import { installDebugLog } from './diagnostics/debug-log.js';
import { ClientClosedError, InvalidOptionsError } from './errors/input-errors.js';
import { DEFAULT_DRAIN_TIMEOUT_MS, type DrainReport } from './producer/drain.js';
import { wrapNamespace } from './message/namespace.js';
import { Producer } from './producer/producer.js';
import { type ProducerOptions, resolveProducerOptions } from './producer/producer-options.js';
import { AUTO_CREATE_TOPIC } from './protocol/protocol-limits.js';
import type { RPCHook } from './remoting/rpc-hook.js';
import {
  type ResolvedClientOptions,
  resolveClientOptions,
  type RocketMQClientOptions,
} from './rocketmq-client-options.js';

/** How long connections get at the end to pass on what was written, in milliseconds. */
const CLOSE_CONNECTIONS_MS = 1000;

export class RocketMQClient implements AsyncDisposable {
  /** `<ip>@<instance name>`, then `@<unit name>` if there is one, as brokers see it. */
  readonly clientId: string;
  /** Topics, offsets, and messages by id and by key. */
  readonly admin: MQAdmin;
  readonly #options: ResolvedClientOptions;
  readonly #parts: ClientParts;
  readonly #producers = new Map<string, Producer>();
  #state: ClientState = 'created';
  #closing: Promise<DrainReport> | undefined;

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option */
  constructor(options: RocketMQClientOptions) {
    this.#options = resolveClientOptions(options);
    this.#parts = buildClientParts(this.#options, (event) => this.#emit(event));
    this.clientId = this.#parts.clientId;
    this.admin = new MQAdmin({
      ...this.#parts,
      namespace: this.#options.namespace,
      wallClock: Date.now,
      maxBodyBytes: this.#options.maxFrameBytes,
      defaultTopicQueueNums: this.#options.defaultTopicQueueNums,
      refuseWhenClosed: () => this.#refuseWhenClosed(),
    });
    installDebugLog();
  }

  get state(): ClientState {
    return this.#state;
  }

  /** What the client knows about itself and its servers, from memory. */
  status(): ClientStatus {
    const { namespace, pollNameServerIntervalMs } = this.#options;
    const source = { parts: this.#parts, state: this.#state, producers: this.#producers };
    return clientStatus({ ...source, namespace, pollNameServerIntervalMs });
  }

  /** What the client has counted so far over all its connections, frozen; what sends yield is in `producer.stats()`. */
  stats(): ClientStats {
    return Object.freeze({ clientId: this.clientId, ...this.#parts.remoting.pool.counts });
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
    const { namespace } = this.#options;
    const groupAtBrokers = wrapNamespace(namespace, group);
    if (this.#producers.has(group)) {
      throw new InvalidOptionsError('producer options', [
        `The producer group[${group}] has been created before, specify another name please.`,
      ]);
    }
    const producer = new Producer(resolved, {
      ...this.#parts,
      pool: this.#parts.remoting.pool,
      defaultTopicQueueNums: this.#options.defaultTopicQueueNums,
      nameServerAddresses: this.#options.nameServers,
      namespace,
      hooks: this.#options,
      emit: (event) => this.#emit(event),
      onStart: () => {
        this.#startTasks();
        this.#parts.heartbeats.addGroup(groupAtBrokers);
      },
      onClosed: async () => {
        await this.#parts.heartbeats.removeGroup(groupAtBrokers);
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
      ...this.#parts,
      maxBodyBytes: this.#options.maxFrameBytes,
      namespace: this.#options.namespace,
    });
  }

  /**
   * Adds a hook behind those of the option `rpcHooks`, for requests of all producers and readers; before the client starts.
   * Source: Java `MQClientAPIImpl.registerRPCHook`.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - no hook, or the client has started: requests may have passed it by
   */
  registerRPCHook(hook: RPCHook): void {
    const problems: string[] = [];
    if (this.#state !== 'created') problems.push(`the client is ${this.#state}, register hooks before it starts`);
    if (typeof (hook as Partial<RPCHook> | undefined)?.doBeforeRequest !== 'function') {
      problems.push('the hook has no method doBeforeRequest');
    }
    if (problems.length > 0) throw new InvalidOptionsError('registerRPCHook', problems);
    this.#parts.rpcHooks.add(hook);
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
    await this.#parts.nameServers.fetchRoute(AUTO_CREATE_TOPIC, { deadlineAt: this.#parts.clock.now() + timeoutMs });
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
    this.#parts.heartbeats.close();
    this.#parts.routes.close();
    this.#parts.nameServers.close();
    this.#parts.onewayPace.close(new ClientClosedError(this.clientId));
    this.#parts.onewayRejections.close();
    await this.#parts.remoting.pool.close(CLOSE_CONNECTIONS_MS);
    this.#state = 'closed';
    return reports.reduce(sumReports, { pending: 0, settled: 0, failed: 0, aborted: 0, elapsedMs: 0 });
  }

  #startTasks(): void {
    if (this.#state !== 'created') return;
    this.#parts.routes.start();
    this.#parts.heartbeats.start();
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
