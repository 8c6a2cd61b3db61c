/**
 * What interop specs import: the running real clusters, and a describe block for each of them.
 */
import { afterAll, beforeAll, describe } from '@jest/globals';
import { REAL_VERSIONS, type RealVersion } from './class-path.js';
import { CLUSTERS_VARIABLE, JAVA_SIDE_VERSION } from './cluster-handover.js';
import { type JavaSide, startJavaSide } from './java-side.js';
import type { RealClusterInfo } from './real-cluster.js';

const JAVA_START_TIMEOUT_MS = 60_000;

/** What a spec may do with the Java client; starting and stopping it is the helper's. */
export type SpecJavaSide = Omit<JavaSide, 'stop'>;

export interface RealBrokerSpecOptions {
  /** Version of the Java client; default 5.5.0, which also talks to 4.9.7 brokers. */
  readonly javaVersion?: RealVersion;
}

/** Answers the clusters of this Jest run; none when Java or Maven is missing. */
export function realClusters(): readonly RealClusterInfo[] {
  return JSON.parse(process.env[CLUSTERS_VARIABLE] ?? '[]') as RealClusterInfo[];
}

/**
 * Makes one describe block per version of the real brokers, with a Java client that runs during the spec file.
 * Without clusters the same blocks are reported as skipped; their cluster then has empty addresses.
 */
export function describeOnRealBrokers(
  name: string,
  specs: (cluster: RealClusterInfo, java: SpecJavaSide) => void,
  options: RealBrokerSpecOptions = {},
): void {
  const running = realClusters();
  const clusters = running.length === 0 ? REAL_VERSIONS.map(absentCluster) : running;
  const describeBlock = running.length === 0 ? describe.skip : describe;
  const java = sharedJavaSide(options.javaVersion ?? JAVA_SIDE_VERSION);
  for (const cluster of clusters)
    describeBlock(`${name} (real brokers ${cluster.version})`, () => {
      java.useInThisBlock();
      specs(cluster, java);
    });
}

/** Makes a describe block with a Java client, for specs that bring their own cluster. Skipped without Java and Maven. */
export function describeWithJava(name: string, specs: (java: SpecJavaSide) => void): void {
  const describeBlock = realClusters().length === 0 ? describe.skip : describe;
  const java = sharedJavaSide(JAVA_SIDE_VERSION);
  describeBlock(name, () => {
    java.useInThisBlock();
    specs(java);
  });
}

/** Stands for a cluster in blocks that are only reported as skipped. */
function absentCluster(version: RealVersion): RealClusterInfo {
  return { version, nameServer: '', brokers: [] };
}

const javaSides = new Map<RealVersion, SharedJavaSide>();

function sharedJavaSide(version: RealVersion): SharedJavaSide {
  const known = javaSides.get(version) ?? new SharedJavaSide(version);
  javaSides.set(version, known);
  return known;
}

/** One JVM for all blocks of a spec file: starts before the first of them and ends after the last. */
class SharedJavaSide implements SpecJavaSide {
  readonly #version: RealVersion;
  #blocksToCome = 0;
  #running: Promise<JavaSide> | undefined;

  constructor(version: RealVersion) {
    this.#version = version;
  }

  useInThisBlock(): void {
    this.#blocksToCome += 1;
    beforeAll(async () => {
      await this.#start();
    }, JAVA_START_TIMEOUT_MS);
    afterAll(async () => {
      this.#blocksToCome -= 1;
      if (this.#blocksToCome === 0) await (await this.#start()).stop();
    });
  }

  async read(...[options]: Parameters<JavaSide['read']>): ReturnType<JavaSide['read']> {
    return (await this.#start()).read(options);
  }

  async poll(...[options]: Parameters<JavaSide['poll']>): ReturnType<JavaSide['poll']> {
    return (await this.#start()).poll(options);
  }

  async send(...[options]: Parameters<JavaSide['send']>): ReturnType<JavaSide['send']> {
    return (await this.#start()).send(options);
  }

  async byKey(...[options]: Parameters<JavaSide['byKey']>): ReturnType<JavaSide['byKey']> {
    return (await this.#start()).byKey(options);
  }

  async byId(...[options]: Parameters<JavaSide['byId']>): ReturnType<JavaSide['byId']> {
    return (await this.#start()).byId(options);
  }

  async queueFacts(...[options]: Parameters<JavaSide['queueFacts']>): ReturnType<JavaSide['queueFacts']> {
    return (await this.#start()).queueFacts(options);
  }

  async createTopic(...[options]: Parameters<JavaSide['createTopic']>): ReturnType<JavaSide['createTopic']> {
    return (await this.#start()).createTopic(options);
  }

  async deleteTopic(...[options]: Parameters<JavaSide['deleteTopic']>): ReturnType<JavaSide['deleteTopic']> {
    return (await this.#start()).deleteTopic(options);
  }

  #start(): Promise<JavaSide> {
    this.#running ??= startJavaSide(this.#version);
    return this.#running;
  }
}
