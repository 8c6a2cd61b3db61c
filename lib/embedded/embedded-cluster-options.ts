/**
 * Options of an embedded cluster: their defaults, and what is refused.
 */
import { InvalidOptionsError } from '../client/errors/input-errors.js';
import { DEFAULT_MAX_BODY_BYTES } from '../client/message/message.js';
import { SERVER_VERSIONS, type ServerVersion } from './server-version.js';

export interface EmbeddedClusterOptions {
  /** Number of brokers, 1 to 26; they are called `broker-a`, `broker-b`, ... Default 1. */
  readonly brokers?: number;
  /** Port of the name server, 0 for any free one; brokers always take any. Default 0. */
  readonly port?: number;
  /** Address to listen on. Default 127.0.0.1: anything else lets others in, and nothing here asks who they are. */
  readonly host?: string;
  /** Whether the process stays alive until the cluster is stopped. Default true. */
  readonly keepAlive?: boolean;
  /** Default `DefaultCluster`. */
  readonly clusterName?: string;
  /** Whether brokers create a topic when the first message for it comes. Default true. */
  readonly autoCreateTopics?: boolean;
  /**
   * Queues a broker gives a topic: one made by `createTopic()` without a number (default 4), and at most one that is
   * created by itself (default 8, of which senders ask for 4).
   */
  readonly defaultQueues?: number;
  /** Messages that one broker keeps; the oldest are dropped first, and counted. Default 100,000. */
  readonly maxMessages?: number;
  /** Bytes that one broker keeps, likewise. Default 512 MiB. */
  readonly maxStoredBytes?: number;
  /** Largest body that a broker takes, in bytes. Default 4 MiB. */
  readonly maxMessageBytes?: number;
  /** Requests that `requests()` remembers. Default 1,000. */
  readonly maxRequests?: number;
  /** How answers write their header: always JSON as 5.x does, or as the request did, like 4.9. Default `JSON`. */
  readonly headerFormat?: 'JSON' | 'mirror';
  /**
   * Version that the servers announce; default `5.5.0`. Brokers of `4.9.7` have no timers and no recall: a message with a
   * timer is visible at once. Other answers stay those of 5.5.0.
   */
  readonly version?: EmbeddedClusterVersion;
}

export type EmbeddedClusterVersion = keyof typeof SERVER_VERSIONS;

export interface ResolvedOptions {
  readonly brokerNames: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly keepAlive: boolean;
  readonly clusterName: string;
  /** Queues of the template topic; `undefined` if topics are not created by themselves. */
  readonly templateQueues: number | undefined;
  readonly topicQueues: number;
  readonly maxMessages: number;
  readonly maxStoredBytes: number;
  readonly maxMessageBytes: number;
  readonly maxRequests: number;
  readonly headerFormat: 'JSON' | 'mirror';
  readonly version: ServerVersion;
}

const FIRST_LETTER = 97;
const MOST_BROKERS = 26;
const MOST_QUEUES = 1024;
/** As on real brokers (`defaultTopicQueueNums`). */
const TEMPLATE_QUEUES = 8;

/** Option -> the least and the most it may be. */
const RANGES = {
  brokers: [1, MOST_BROKERS],
  port: [0, 65_535],
  defaultQueues: [1, MOST_QUEUES],
  maxMessages: [1, Number.MAX_SAFE_INTEGER],
  maxStoredBytes: [1, Number.MAX_SAFE_INTEGER],
  maxMessageBytes: [1, Number.MAX_SAFE_INTEGER],
  maxRequests: [1, Number.MAX_SAFE_INTEGER],
} as const satisfies { readonly [O in keyof EmbeddedClusterOptions]?: readonly [number, number] };

/** @throws {InvalidOptionsError} INVALID_OPTIONS - a number out of its range */
export function resolveOptions(options: EmbeddedClusterOptions): ResolvedOptions {
  const problems = (Object.keys(RANGES) as (keyof typeof RANGES)[]).flatMap((name) => {
    const value = options[name];
    const [least, most] = RANGES[name];
    if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return [];
    return [`${name} is ${String(value)}, it must be an integer from ${least} to ${most}`];
  });
  const { version = '5.5.0' } = options;
  if (!Object.hasOwn(SERVER_VERSIONS, version)) {
    problems.push(`version is ${version as string}, it must be one of ${Object.keys(SERVER_VERSIONS).join(', ')}`);
  }
  if (problems.length > 0) throw new InvalidOptionsError('EmbeddedCluster', problems);
  const { brokers = 1, defaultQueues, autoCreateTopics = true } = options;
  return {
    brokerNames: Array.from({ length: brokers }, (_, index) => `broker-${String.fromCharCode(FIRST_LETTER + index)}`),
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    keepAlive: options.keepAlive ?? true,
    clusterName: options.clusterName ?? 'DefaultCluster',
    templateQueues: autoCreateTopics ? (defaultQueues ?? TEMPLATE_QUEUES) : undefined,
    topicQueues: defaultQueues ?? 4,
    maxMessages: options.maxMessages ?? 100_000,
    maxStoredBytes: options.maxStoredBytes ?? 512 * 1024 * 1024,
    maxMessageBytes: options.maxMessageBytes ?? DEFAULT_MAX_BODY_BYTES,
    maxRequests: options.maxRequests ?? 1_000,
    headerFormat: options.headerFormat ?? 'JSON',
    version: SERVER_VERSIONS[version],
  };
}
