/**
 * Options of a client, with Java's defaults where Java has them. Source: client behaviour H.1 and H.5.
 */
import { type ClientEventListener, type ClientLogger, warningLogger } from './diagnostics/client-event.js';
import { type DiagnosticsOptions, diagnosticsProblems } from './diagnostics/diagnostics-options.js';
import { InvalidOptionsError } from './errors/input-errors.js';
import { unknownOptionProblems } from './errors/option-problems.js';
import { namespaceOfEndpoint } from './message/namespace.js';
import { LANGUAGE_CODES, type LanguageName } from './protocol/language-code.js';
import { DEFAULT_MAX_FRAME_BYTES } from './protocol/protocol-limits.js';
import type { HeaderFormat } from './protocol/remoting-command.js';
import { parseAddress } from './remoting/address.js';
import { credentialsProblems, type SessionCredentials } from './remoting/acl-rpc-hook.js';
import type { TlsOptions } from './remoting/dial.js';
import type { CheckForbiddenHook, SendMessageHook } from './producer/send-hook.js';
import type { RPCHook } from './remoting/rpc-hook.js';
import { tlsProblems } from './remoting/tls-options.js';
import type { BrokerAddressMap } from './routing/broker-address-table.js';

export interface RocketMQClientOptions {
  /**
   * Name servers as `host:port`: a list, or one text with `;` between them (Java `namesrvAddr`). Hosts may be names,
   * IPv4 or IPv6 addresses (`[::1]:9876`).
   */
  readonly nameServers: string | readonly string[];
  /** Second part of the client id; default `<process id>#<random>`, so that every client has an id of its own. */
  readonly instanceName?: string | undefined;
  /** First part of the client id; default an IPv4 address of this host (Java `clientIP`). */
  readonly clientIP?: string | undefined;
  /** Third part of the client id, and none by default (Java `unitName`). */
  readonly unitName?: string | undefined;
  /**
   * Old-style namespace (Java `namespace`): topics and groups travel as `<namespace>%<name>`, and messages carry it as
   * `INSTANCE_ID`. What users pass and see is without it. Default: what a name server's address says that begins with
   * `MQ_INST_<x>_<y>.`, else none.
   */
  readonly namespace?: string | undefined;
  /** Namespace as fields `nsd` and `ns` of every request (Java 5.x `namespaceV2`); names stay as they are. Default none. */
  readonly namespaceV2?: string | undefined;
  /**
   * How headers of requests are written; answers are read in either form. Default `ROCKETMQ` (binary): it costs this side
   * less CPU on 4.9 and 5.x brokers alike (docs/benchmarks.md). JSON is easier to read in a capture.
   */
  readonly headerFormat?: HeaderFormat | undefined;
  /** Language this client announces; default `OTHER`, which every broker knows. */
  readonly language?: LanguageName | undefined;
  /**
   * Advertised broker address (`host:port`, or `host` for all its ports) -> address to dial instead, for brokers in
   * containers or behind tunnels.
   */
  readonly brokerAddressMap?: BrokerAddressMap | undefined;
  /**
   * TLS to name servers and brokers; default `false`, plain text (Java `useTLS`). `true` trusts what Node trusts; `ca`
   * names other authorities, `cert` and `key` the client's own certificate. The server's certificate is verified unless
   * `rejectUnauthorized` is `false`, and plain text is never tried instead.
   */
  readonly tls?: boolean | TlsOptions | undefined;
  /** How long a connection may take to be made, TLS handshake included, in milliseconds; default 3000 (Java `connectTimeoutMillis`). */
  readonly connectTimeoutMs?: number | undefined;
  /** Time for route queries of the refresh, heartbeats and unregistering, in milliseconds; default 3000 (Java `mqClientApiTimeout`). */
  readonly apiTimeoutMs?: number | undefined;
  /** Period of the route refresh, in milliseconds; default 30000 (Java `pollNameServerInterval`). */
  readonly pollNameServerIntervalMs?: number | undefined;
  /** Period of heartbeats, in milliseconds; default 30000 (Java `heartbeatBrokerInterval`). */
  readonly heartbeatBrokerIntervalMs?: number | undefined;
  /** A connection without any traffic closes after this time, in milliseconds; default 120000. */
  readonly connectionIdleTimeoutMs?: number | undefined;
  /**
   * Most requests that may wait for answers at a time, over all connections; default 65535 (Java
   * `clientAsyncSemaphoreValue`). What is above waits in turn, at most until its own deadline.
   */
  readonly maxInFlightRequests?: number | undefined;
  /** As `maxInFlightRequests`, for one-way requests that no socket has taken yet (Java `clientOnewaySemaphoreValue`). */
  readonly maxInFlightOneways?: number | undefined;
  /**
   * A server that shuts down answers GO_AWAY: such a request goes once more over a new connection, instead of failing as
   * on a closed one. Default true (Java `enableReconnectForGoAway`).
   */
  readonly reconnectOnGoAway?: boolean | undefined;
  /**
   * A request that got no answer in time closes its connection, and so fails all others on it; default false (Java
   * `clientCloseSocketIfTimeout`, there true, for synchronous requests).
   */
  readonly closeConnectionOnTimeout?: boolean | undefined;
  /** Largest frame to accept, in bytes; default 16777216. */
  readonly maxFrameBytes?: number | undefined;
  /** Queues of topics that brokers create by themselves; default 4. */
  readonly defaultTopicQueueNums?: number | undefined;
  /** Hooks around every request, in this order. */
  readonly rpcHooks?: readonly RPCHook[] | undefined;
  /** May forbid each attempt of every producer's sends, in this order, before the producer's own hooks. */
  readonly checkForbiddenHooks?: readonly CheckForbiddenHook[] | undefined;
  /** See each attempt of every producer's sends, in this order, before the producer's own hooks. */
  readonly sendMessageHooks?: readonly SendMessageHook[] | undefined;
  /**
   * Signs every request, after the other hooks, for clusters with access control: ACL of 4.9, ACL 2.0 of 5.x (Java
   * `AclClientRPCHook` with `SessionCredentials`). Default none. The secret key is neither sent nor shown anywhere.
   */
  readonly credentials?: SessionCredentials | undefined;
  /** What the events of `node:diagnostics_channel` may carry besides facts: bodies, keys. Default neither (docs/diagnostics.md). */
  readonly diagnostics?: DiagnosticsOptions | undefined;
  /** Takes events that nobody waits for; must not throw. */
  readonly onEvent?: ClientEventListener | undefined;
  /** Takes the log lines of such events; default `process.emitWarning`. */
  readonly logger?: ClientLogger | undefined;
}

type OptionWithoutDefault =
  'credentials' | 'onEvent' | 'instanceName' | 'clientIP' | 'unitName' | 'namespace' | 'namespaceV2';

/** {@link RocketMQClientOptions} with every default filled in. */
export type ResolvedClientOptions = {
  readonly [K in Exclude<keyof RocketMQClientOptions, OptionWithoutDefault | 'nameServers'>]-?: NonNullable<
    RocketMQClientOptions[K]
  >;
} & Pick<RocketMQClientOptions, OptionWithoutDefault> & {
    readonly nameServers: readonly string[];
  };

/** @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option */
export function resolveClientOptions(options: RocketMQClientOptions): ResolvedClientOptions {
  const nameServers = nameServerList(options.nameServers);
  const resolved: ResolvedClientOptions = {
    nameServers,
    instanceName: options.instanceName,
    clientIP: options.clientIP,
    unitName: options.unitName,
    namespace: options.namespace ?? namespaceOfEndpoint(nameServers[0] ?? ''),
    namespaceV2: options.namespaceV2,
    headerFormat: options.headerFormat ?? 'ROCKETMQ',
    language: options.language ?? 'OTHER',
    brokerAddressMap: options.brokerAddressMap ?? {},
    tls: options.tls ?? false,
    connectTimeoutMs: options.connectTimeoutMs ?? 3000,
    apiTimeoutMs: options.apiTimeoutMs ?? 3000,
    pollNameServerIntervalMs: options.pollNameServerIntervalMs ?? 30_000,
    heartbeatBrokerIntervalMs: options.heartbeatBrokerIntervalMs ?? 30_000,
    connectionIdleTimeoutMs: options.connectionIdleTimeoutMs ?? 120_000,
    maxInFlightRequests: options.maxInFlightRequests ?? 65_535,
    maxInFlightOneways: options.maxInFlightOneways ?? 65_535,
    reconnectOnGoAway: options.reconnectOnGoAway ?? true,
    closeConnectionOnTimeout: options.closeConnectionOnTimeout ?? false,
    maxFrameBytes: options.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES,
    defaultTopicQueueNums: options.defaultTopicQueueNums ?? 4,
    rpcHooks: options.rpcHooks ?? [],
    checkForbiddenHooks: options.checkForbiddenHooks ?? [],
    sendMessageHooks: options.sendMessageHooks ?? [],
    credentials: options.credentials ?? undefined,
    diagnostics: options.diagnostics ?? {},
    onEvent: options.onEvent,
    logger: options.logger ?? warningLogger,
  };
  const problems = [
    ...unknownOptionProblems(options, resolved),
    ...addressProblems(resolved),
    ...choiceProblems(resolved),
    ...numberProblems(resolved),
    ...nameProblems(resolved),
    // Not the resolved value: null must not become plain text.
    ...tlsProblems(options.tls),
    ...credentialsProblems(resolved.credentials),
    ...diagnosticsProblems(options.diagnostics),
  ];
  if (problems.length > 0) throw new InvalidOptionsError('client options', problems);
  return resolved;
}

/** Each address once, in the order given. */
function nameServerList(nameServers: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(nameServers) ? nameServers : [nameServers];
  const addresses = list.flatMap((part) => (typeof part === 'string' ? part.split(';') : [String(part)]));
  return [...new Set(addresses.map((address) => address.trim()).filter((address) => address !== ''))];
}

function addressProblems({ nameServers, brokerAddressMap }: ResolvedClientOptions): string[] {
  const problems = nameServers
    .filter((address) => parseAddress(address) === undefined)
    .map(
      (address) =>
        `nameServers has "${address}", which is not host:port; several go into a list, or into one text with ; between them`,
    );
  if (nameServers.length === 0)
    problems.push("nameServers is empty, it must name at least one server, e.g. ['127.0.0.1:9876']");
  for (const [from, to] of Object.entries(brokerAddressMap)) {
    const expected = parseAddress(from) === undefined ? `${to}:10911` : to;
    if (parseAddress(expected) === undefined)
      problems.push(`brokerAddressMap maps "${from}" to "${to}", which is no address`);
  }
  return problems;
}

function choiceProblems({ headerFormat, language, ...switches }: ResolvedClientOptions): string[] {
  const problems: string[] = [];
  if (!['JSON', 'ROCKETMQ'].includes(headerFormat))
    problems.push(`headerFormat is ${headerFormat}, it must be JSON or ROCKETMQ`);
  if (!(language in LANGUAGE_CODES)) {
    problems.push(`language is ${language}, it must be one of ${Object.keys(LANGUAGE_CODES).join(', ')}`);
  }
  for (const name of ['reconnectOnGoAway', 'closeConnectionOnTimeout'] as const) {
    const value: unknown = switches[name];
    if (typeof value !== 'boolean') problems.push(`${name} is ${String(value)}, it must be true or false`);
  }
  return problems;
}

/** A namespace becomes part of topic names. */
function nameProblems(resolved: ResolvedClientOptions): string[] {
  return (['unitName', 'namespace', 'namespaceV2'] as const)
    .filter((name) => {
      const value: unknown = resolved[name];
      return value !== undefined && !(typeof value === 'string' && NAME_PARTS[name].test(value));
    })
    .map((name) => `${name} is ${JSON.stringify(resolved[name])}, it must match ${NAME_PARTS[name].source}`);
}

const NAME_PARTS = {
  unitName: /^[^\s@]+$/,
  namespace: /^[|a-zA-Z0-9_-]+$/,
  namespaceV2: /^\S+$/,
} as const;

/** Option -> least and largest value. */
const RANGES = {
  connectTimeoutMs: [1, 2_147_483_647],
  apiTimeoutMs: [1, 2_147_483_647],
  pollNameServerIntervalMs: [10, 2_147_483_647],
  heartbeatBrokerIntervalMs: [10, 2_147_483_647],
  connectionIdleTimeoutMs: [10, 2_147_483_647],
  maxInFlightRequests: [1, 2_147_483_647],
  maxInFlightOneways: [1, 2_147_483_647],
  maxFrameBytes: [1024, 2_147_483_647],
  defaultTopicQueueNums: [1, 65_536],
} as const satisfies Partial<Record<keyof ResolvedClientOptions, readonly [number, number]>>;

function numberProblems(resolved: ResolvedClientOptions): string[] {
  return (Object.keys(RANGES) as (keyof typeof RANGES)[])
    .filter((name) => {
      const [least, largest] = RANGES[name];
      const isNumber = name.endsWith('Ms') ? Number.isFinite(resolved[name]) : Number.isInteger(resolved[name]);
      return !(isNumber && resolved[name] >= least && resolved[name] <= largest);
    })
    .map((name) => {
      const kind = name.endsWith('Ms') ? 'a number' : 'a whole number';
      return `${name} is ${String(resolved[name])}, it must be ${kind} from ${RANGES[name].join(' to ')}`;
    });
}
