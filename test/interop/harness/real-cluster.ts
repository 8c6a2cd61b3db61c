/**
 * A real RocketMQ cluster of one version: one name server and any number of masters, each its own JVM on loopback ports.
 * 4.9.7 binds all addresses and cannot be told otherwise; 5.5.0 binds loopback only.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { classPath, type RealVersion } from './class-path.js';
import { freePorts } from './free-ports.js';
import { type GuardedProcess, GuardedProcesses } from './guarded-processes.js';
import {
  brokerSettings,
  javaFlags,
  type JavaRole,
  nameServerSettings,
  propertiesFile,
  requiredHomeFiles,
} from './java-flags.js';
import { askToRegister, brokersInRoute, type HarnessTls } from './raw-requests.js';
import { findToolchain } from './toolchain.js';
import { waitFor } from './wait-for.js';

const BOOT_TIMEOUT_MS = 90_000;
const REGISTER_AGAIN_EVERY_MS = 500;
const AUTO_CREATE_TOPIC = 'TBW102';
const LOG_FILES = ['all.log', 'rocketmqlogs/namesrv.log', 'rocketmqlogs/broker.log', 'rocketmqlogs/store.log'];
const MAIN_CLASSES = {
  nameServer: 'org.apache.rocketmq.namesrv.NamesrvStartup',
  broker: 'org.apache.rocketmq.broker.BrokerStartup',
} as const satisfies Partial<Record<JavaRole, string>>;

export interface RealClusterOptions {
  readonly version: RealVersion;
  readonly brokers: number;
  /** Lines for each broker.conf, over the ones of the harness. */
  readonly brokerSettings?: Readonly<Record<string, string>>;
  /** Files under each broker's home before it starts, such as `conf/plain_acl.yml`. */
  readonly brokerFiles?: Readonly<Record<string, string>>;
  /** Further flags for each broker's JVM, such as `-Dtls.server.mode=enforcing`. */
  readonly brokerFlags?: readonly string[];
  /** The same for the name server's JVM. */
  readonly nameServerFlags?: readonly string[];
  /** How the harness itself connects when the flags above make name server and brokers speak TLS. */
  readonly tls?: HarnessTls;
}

export interface RealBrokerInfo {
  readonly name: string;
  readonly address: string;
  readonly pid: number;
}

/** What can travel to another process. */
export interface RealClusterInfo {
  readonly version: RealVersion;
  readonly nameServer: string;
  readonly brokers: readonly RealBrokerInfo[];
}

interface BrokerPlan {
  readonly name: string;
  readonly port: number;
  starts: number;
}

/**
 * Starts a cluster and answers when every broker takes messages.
 *
 * @throws {Error} when Java or Maven is missing, or a process is not ready within 90 seconds (with its last log lines)
 */
export async function startRealCluster(options: RealClusterOptions): Promise<RealCluster> {
  const search = await findToolchain();
  if (!search.isComplete) throw new Error(`no real cluster: ${search.missing}`);
  const jars = await classPath(options.version, search.toolchain);
  const cluster = new RealCluster(options, search.toolchain.java, jars);
  try {
    await cluster.start();
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

export class RealCluster implements RealClusterInfo {
  readonly version: RealVersion;
  #nameServer = '';
  readonly #options: RealClusterOptions;
  readonly #java: string;
  readonly #classPath: string;
  readonly #processes: GuardedProcesses;
  readonly #plans = new Map<string, BrokerPlan>();
  readonly #running = new Map<string, RealBrokerInfo>();

  constructor(options: RealClusterOptions, java: string, jars: string) {
    this.version = options.version;
    this.#options = options;
    this.#java = java;
    this.#classPath = jars;
    this.#processes = new GuardedProcesses(options.version);
  }

  /** `host:port`. */
  get nameServer(): string {
    return this.#nameServer;
  }

  /** In the order of their names; the process id of a broker changes when it is started again. */
  get brokers(): readonly RealBrokerInfo[] {
    return [...this.#plans.keys()].flatMap((name) => this.#running.get(name) ?? []);
  }

  /** @internal Called once, by `startRealCluster`. */
  async start(): Promise<void> {
    const port = await freePorts(1);
    const nameServer = await this.#launch('nameServer', 'name-server', nameServerSettings(port));
    this.#nameServer = `127.0.0.1:${port}`;
    await this.#waitForBoot(nameServer);
    for (let index = 0; index < this.#options.brokers; index += 1) {
      const name = `broker-${String.fromCodePoint('a'.codePointAt(0)! + index)}`;
      // A broker listens on its port, the one two below (VIP channel) and the one above (replication).
      this.#plans.set(name, { name, port: (await freePorts(4)) + 2, starts: 0 });
    }
    await Promise.all([...this.#plans.values()].map((plan) => this.#startBroker(plan)));
  }

  /** Sends a signal to a broker; after SIGKILL and SIGTERM it answers only when the broker has ended. */
  async signalBroker(name: string, signal: NodeJS.Signals): Promise<void> {
    await this.#processes.signal(this.#plan(name).name, signal);
  }

  /** Starts a broker again on the same store and ports (ends it with SIGKILL when it runs), and waits until it is ready. */
  async restartBroker(name: string): Promise<void> {
    const plan = this.#plan(name);
    await this.#processes.signal(name, 'SIGKILL');
    await this.#startBroker(plan);
  }

  /** Ends the cluster's processes and removes all its files; answers when both are gone. */
  async stop(): Promise<void> {
    await this.#processes.stop();
  }

  #plan(name: string): BrokerPlan {
    const plan = this.#plans.get(name);
    if (plan === undefined)
      throw new Error(`this cluster has no broker ${name}: ${[...this.#plans.keys()].join(', ')}`);
    return plan;
  }

  async #startBroker(plan: BrokerPlan): Promise<void> {
    plan.starts += 1;
    const { name, port } = plan;
    const home = join(this.#processes.folder, name);
    const place = { name, home, port, nameServer: this.#nameServer };
    const broker = await this.#launch(
      'broker',
      name,
      brokerSettings(place, this.#options.brokerSettings ?? {}),
      plan.starts,
    );
    this.#running.set(name, { name, address: `127.0.0.1:${port}`, pid: broker.pid });
    await this.#waitForBoot(broker);
    await this.#waitForRoute(broker, `127.0.0.1:${port}`);
  }

  async #waitForRoute(broker: GuardedProcess, address: string): Promise<void> {
    const { name } = broker;
    const permission = this.#options.brokerSettings?.['brokerPermission'] ?? '6';
    let nextAskAt = performance.now() + REGISTER_AGAIN_EVERY_MS;
    await waitFor({
      what: `the route of ${AUTO_CREATE_TOPIC} at ${this.#nameServer} (${this.version}) to list ${name}`,
      timeoutMs: BOOT_TIMEOUT_MS,
      check: async () => {
        const names = await brokersInRoute(this.#nameServer, AUTO_CREATE_TOPIC, this.#options.tls);
        if (names.includes(name)) return true;
        // 5.5.0 drops its first registration when it has no connection to the name server yet; its next one is 10 s later.
        if (performance.now() >= nextAskAt) {
          await askToRegister(address, permission, this.#options.tls);
          nextAskAt = performance.now() + REGISTER_AGAIN_EVERY_MS;
        }
        return undefined;
      },
      details: broker.logTail,
    });
  }

  async #launch(
    role: keyof typeof MAIN_CLASSES,
    name: string,
    settings: Record<string, string | number>,
    startNumber = 1,
  ): Promise<GuardedProcess> {
    const home = join(this.#processes.folder, name);
    const configuration = `${home}/${role}.conf`;
    await writeFiles(home, {
      ...requiredHomeFiles(this.version),
      ...(role === 'broker' ? this.#options.brokerFiles : {}),
      [`${role}.conf`]: propertiesFile(settings),
    });
    const ownFlags = role === 'broker' ? this.#options.brokerFlags : this.#options.nameServerFlags;
    return this.#processes.start({
      name,
      command: this.#java,
      programArguments: [
        ...javaFlags(role, home),
        ...(ownFlags ?? []),
        '-cp',
        this.#classPath,
        MAIN_CLASSES[role],
        '-c',
        configuration,
      ],
      // A log per start: "boot success" of an earlier start says nothing about this one.
      logFile: join(home, `output-${startNumber}.log`),
      furtherLogFiles: LOG_FILES.map((file) => join(home, 'logs', file)),
    });
  }

  async #waitForBoot(started: GuardedProcess): Promise<void> {
    await waitFor({
      what: `"boot success" from ${started.name} (${this.version}, process ${started.pid})`,
      timeoutMs: BOOT_TIMEOUT_MS,
      check: () => {
        const endReason = started.endReason();
        if (endReason !== undefined)
          throw new Error(`${started.name} (${this.version}) ended while starting: ${endReason}\n${started.logTail()}`);
        return started.log().includes('boot success') ? true : undefined;
      },
      details: started.logTail,
    });
  }
}

async function writeFiles(home: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(home, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  }
}
