/**
 * A name server and brokers in this process, in memory, on the real wire protocol: for tests and development.
 * Puts the parts together; each promise lives in a file of its own.
 */
import { checkTopic } from '../client/message/name-validation.js';
import { InvalidOptionsError } from '../client/errors/input-errors.js';
import type { MessageExt } from '../client/message/message-ext.js';
import { Broker } from './broker.js';
import { systemClock } from './clock.js';
import { type EmbeddedClusterOptions, type ResolvedOptions, resolveOptions } from './embedded-cluster-options.js';
import { clusterStats, type EmbeddedClusterStats } from './embedded-cluster-stats.js';
import { requestNames } from './exchange.js';
import { type Fault, type FaultHandle, FaultScript } from './fault-script.js';
import { MessageWatch } from './message-watch.js';
import { NameServer, type RouteExtras } from './name-server.js';
import { RemotingServer } from './remoting-server.js';
import { type RecordedRequest, RequestLog } from './request-log.js';
import { plainTopic } from './topic-table.js';

/** Name of the name server wherever a server is named. */
export const NAME_SERVER = 'name-server';

export interface TopicOptions {
  /** Queues on each broker; default `defaultQueues`. */
  readonly queues?: number;
  /** 6 to read and write (the default), 4 to read, 2 to write. */
  readonly perm?: number;
  /** Names of the brokers that get the topic; default all. */
  readonly brokers?: readonly string[];
  /** What the topic's route says besides; default nothing. */
  readonly route?: RouteExtras;
}

export interface StopServerOptions {
  /** Leaves a stopped broker in the routes, as right after a crash. Default false. */
  readonly keepRoute?: boolean;
}

export class EmbeddedCluster {
  /** `host:port` of the name server. */
  readonly nameServer: string;
  readonly brokers: readonly { readonly name: string; readonly address: string }[];
  readonly #options: ResolvedOptions;
  readonly #faults: FaultScript;
  readonly #log: RequestLog;
  readonly #servers: ReadonlyMap<string, RemotingServer>;
  readonly #nameServer: NameServer;
  readonly #brokers: readonly Broker[];
  readonly #watch: MessageWatch;
  #arrivals = 0;

  private constructor(
    options: ResolvedOptions,
    log: RequestLog,
    faults: FaultScript,
    servers: readonly RemotingServer[],
  ) {
    this.#options = options;
    this.#log = log;
    this.#faults = faults;
    this.#servers = new Map(servers.map((server) => [server.name, server]));
    this.#nameServer = new NameServer(options.clusterName);
    this.nameServer = this.#server(NAME_SERVER).address.text;
    this.#brokers = options.brokerNames.map((name) => this.#broker(name));
    this.brokers = this.#brokers.map(({ name, address }) => ({ name, address }));
    this.#watch = new MessageWatch(
      this.#brokers.map(({ store }) => store),
      systemClock,
    );
    this.#server(NAME_SERVER).serve(this.#nameServer);
  }

  /**
   * A cluster that is ready for clients.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - an option that cannot work; a port in use rejects with Node's own error
   */
  static async start(options: EmbeddedClusterOptions = {}): Promise<EmbeddedCluster> {
    const resolved = resolveOptions(options);
    const log = new RequestLog(resolved.maxRequests);
    const faults = new FaultScript();
    const servers = [NAME_SERVER, ...resolved.brokerNames].map((name) => {
      const port = name === NAME_SERVER ? resolved.port : 0;
      return new RemotingServer({ ...resolved, name, port, faults, log, clock: systemClock });
    });
    try {
      for (const server of servers) await server.start();
    } catch (error) {
      await Promise.all(servers.map((server) => server.stop()));
      throw error;
    }
    return new EmbeddedCluster(resolved, log, faults, servers);
  }

  /**
   * Makes a topic known to brokers and name server at once, or changes it.
   *
   * @throws {InvalidMessageError} INVALID_MESSAGE - a name that RocketMQ does not allow
   */
  createTopic(topic: string, options: TopicOptions = {}): void {
    checkTopic(topic);
    const { queues = this.#options.topicQueues, perm } = options;
    const names = options.brokers ?? this.#options.brokerNames;
    this.#checkNames(names, this.#options.brokerNames);
    for (const broker of this.#brokers) {
      if (names.includes(broker.name)) broker.topics.set(plainTopic(topic, queues, perm));
    }
    this.#nameServer.setRouteExtras(topic, options.route ?? {});
  }

  /** The name server forgets a topic; brokers go on serving it. */
  removeRoute(topic: string): void {
    this.#nameServer.removeRoute(topic);
  }

  /** Undoes {@link removeRoute}. */
  restoreRoute(topic: string): void {
    this.#nameServer.restoreRoute(topic);
  }

  /** Topics whose messages the brokers hold or held, in alphabetical order. */
  topics(): readonly string[] {
    return this.#watch.topics();
  }

  /** What the brokers hold of a topic, in order of arrival. Bodies in LZ4 and ZSTD come as stored: see {@link waitFor}. */
  messages(topic: string): readonly MessageExt[] {
    return this.#watch.messages(topic);
  }

  /**
   * Waits until the brokers hold at least `count` messages of a topic, and returns all of them, bodies decompressed.
   *
   * @param options.timeoutMs - default 5000
   * @throws {MessageWaitError} MESSAGE_WAIT - fewer came in time; the error shows which
   */
  waitFor(topic: string, count: number, options: { readonly timeoutMs?: number } = {}): Promise<readonly MessageExt[]> {
    return this.#watch.waitFor(topic, count, options.timeoutMs);
  }

  /** The latest requests that arrived anywhere in the cluster, oldest first; at most `maxRequests`. */
  requests(): readonly RecordedRequest[] {
    return this.#log.latest();
  }

  /** Number of open connections to all servers. */
  connections(): number {
    return [...this.#servers.values()].reduce((sum, server) => sum + server.connections, 0);
  }

  /**
   * Orders a fault: it hits the next requests that fit.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - a request or a server that does not exist
   */
  fault(fault: Fault): FaultHandle {
    this.#checkNames([fault.on], ['*', ...requestNames()]);
    if (fault.server !== undefined) this.#checkNames([fault.server], [...this.#servers.keys()]);
    return this.#faults.add(fault);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** One line for each ordered fault that has not hit as often as ordered. */
  unusedFaults(): readonly string[] {
    return this.#faults.unused();
  }

  /** From now on a server takes bytes and answers nothing, like a process that hangs. */
  freeze(serverName: string): void {
    this.#server(serverName).freeze();
  }

  /** Lets a frozen server go on; it handles and answers what has waited. */
  thaw(serverName: string): void {
    this.#server(serverName).thaw();
  }

  /**
   * Cuts a server's connections and closes its port. A broker keeps its messages, leaves the routes, and delivers no
   * delayed message until it is started again.
   */
  async stopServer(serverName: string, options: StopServerOptions = {}): Promise<void> {
    const server = this.#server(serverName);
    if (options.keepRoute !== true) this.#nameServer.unregister(serverName);
    this.#brokers.find(({ name }) => name === serverName)?.pause();
    await server.stop();
  }

  /** Opens a stopped server again, on the same port. */
  async startServer(serverName: string): Promise<void> {
    await this.#server(serverName).start();
    const broker = this.#brokers.find(({ name }) => name === serverName);
    if (broker === undefined) return;
    this.#nameServer.register(broker);
    broker.resume();
  }

  stats(): EmbeddedClusterStats {
    return clusterStats(this.#brokers, this.#log);
  }

  /** Stops everything; no socket and no timer is left. What was stored can still be looked at. May be called again. */
  async stop(): Promise<void> {
    this.#watch.stop();
    for (const broker of this.#brokers) broker.stop();
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #broker(name: string): Broker {
    const server = this.#server(name);
    const broker = new Broker({
      ...this.#options,
      name,
      host: server.address,
      clock: systemClock,
      nextArrival: () => this.#arrivals++,
      onStored: (topic) => this.#watch.stored(topic),
    });
    server.serve(broker);
    this.#nameServer.register(broker);
    return broker;
  }

  #server(name: string): RemotingServer {
    const server = this.#servers.get(name);
    if (server !== undefined) return server;
    throw unknownName(name, [...this.#servers.keys()]);
  }

  #checkNames(names: readonly string[], known: readonly string[]): void {
    for (const name of names) if (!known.includes(name)) throw unknownName(name, known);
  }
}

function unknownName(name: string, known: readonly string[]): InvalidOptionsError {
  return new InvalidOptionsError('EmbeddedCluster', [`${name} does not exist, there are ${known.join(', ')}`]);
}
