/**
 * The composition root: builds what all producers and readers of one client share. Starts nothing, connects to nothing.
 */
import { AsyncResource } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { ClientEventListener } from './diagnostics/client-event.js';
import { diagnosticsSettings, type DiagnosticsSettings } from './diagnostics/diagnostics-options.js';
import { HeartbeatTask } from './heartbeat-task.js';
import { ipv4Bytes, localIPv4 } from './local-address.js';
import { UniqueIdGenerator } from './message/unique-id.js';
import { OnewayRejections } from './oneway-rejections.js';
import { OnewayPace } from './producer/oneway-pace.js';
import { CLIENT_PROTOCOL_VERSION } from './protocol/protocol-limits.js';
import { ClientRPCHooks } from './remoting/client-rpc-hooks.js';
import { type Clock, systemClock } from './remoting/clock.js';
import { ConnectionPool, type PoolSettings } from './remoting/connection-pool.js';
import { type Dialer, dialerFor } from './remoting/dial.js';
import { publishingDialer } from './remoting/dial-events.js';
import { InFlightLimit } from './remoting/in-flight-limit.js';
import { RemotingClient } from './remoting/remoting-client.js';
import type { ResolvedClientOptions } from './rocketmq-client-options.js';
import { BrokerAddressTable } from './routing/broker-address-table.js';
import { BrokerRequests } from './routing/broker-requests.js';
import { NameServerClient } from './routing/name-server-client.js';
import { TopicRouteTable } from './routing/topic-route-table.js';

export interface ClientParts {
  /** `<ip>@<instance name>`, then `@<unit name>` if there is one, as brokers see it. */
  readonly clientId: string;
  /** First part of the client id. */
  readonly clientIP: string;
  readonly clock: Clock;
  readonly ids: UniqueIdGenerator;
  readonly rpcHooks: ClientRPCHooks;
  readonly remoting: RemotingClient;
  readonly nameServers: NameServerClient;
  readonly brokers: BrokerAddressTable;
  readonly routes: TopicRouteTable;
  readonly requests: BrokerRequests;
  readonly heartbeats: HeartbeatTask;
  readonly onewayPace: OnewayPace;
  readonly onewayRejections: OnewayRejections;
  readonly diagnostics: DiagnosticsSettings;
  readonly emit: ClientEventListener;
}

export function buildClientParts(options: ResolvedClientOptions, emit: ClientEventListener): ClientParts {
  const clock = systemClock;
  const ip = localIPv4();
  const clientIP = options.clientIP ?? ip;
  const instanceName = options.instanceName ?? `${process.pid}#${randomBytes(6).toString('hex')}`;
  const clientId = [clientIP, instanceName, options.unitName].filter((part) => part !== undefined).join('@');
  const rpcHooks = new ClientRPCHooks(options);
  const diagnostics = diagnosticsSettings(clientId, options.diagnostics);
  const brokers = new BrokerAddressTable(options.brokerAddressMap);
  const onewayRejections = new OnewayRejections(clock, emit);
  // The pool announces things to parts that are made after it; they exist before anybody can dial.
  const pool = createPool(
    options,
    { clock, diagnostics, rpcHooks },
    {
      onConnected: (connection) => heartbeats.beatOn(connection),
      onSilent: (connection) => heartbeats.askForLife(connection),
      onOnewayRejected: (address, response) => {
        onewayPace.rejected(address);
        onewayRejections.note(address, response);
      },
    },
  );
  const onewayPace = new OnewayPace({ pool, clock });
  const remoting = new RemotingClient(pool, clock);
  const start = Math.floor(Math.random() * options.nameServers.length);
  const nameServers = new NameServerClient(options.nameServers, { remoting, clock, start });
  const routes = new TopicRouteTable({
    nameServers,
    brokers,
    clock,
    diagnostics,
    pollIntervalMs: options.pollNameServerIntervalMs,
    queryTimeoutMs: options.apiTimeoutMs,
    defaultTopicQueueNums: options.defaultTopicQueueNums,
    onPolled: () => pool.keepOnly(new Set([...options.nameServers, ...brokers.masterAddresses()])),
  });
  const requests = new BrokerRequests({ remoting, nameServers, brokers });
  const heartbeats = new HeartbeatTask({
    clientId,
    remoting,
    brokers,
    clock,
    intervalMs: options.heartbeatBrokerIntervalMs,
    timeoutMs: options.apiTimeoutMs,
    emit,
  });
  const ids = new UniqueIdGenerator({ address: ipv4Bytes(ip), processId: process.pid, now: Date.now, randomBytes });
  const told = { onewayPace, onewayRejections, diagnostics, emit };
  const asked = { remoting, nameServers, brokers, routes, requests, heartbeats };
  return { clientId, clientIP, clock, ids, rpcHooks, ...asked, ...told };
}

/** Who hears of what happens on connections. */
type PoolListeners = Pick<PoolSettings, 'onConnected' | 'onSilent'> &
  Pick<PoolSettings['connection'], 'onOnewayRejected'>;

function createPool(
  options: ResolvedClientOptions,
  { clock, diagnostics, rpcHooks }: Pick<ClientParts, 'clock' | 'diagnostics' | 'rpcHooks'>,
  listeners: PoolListeners,
): ConnectionPool {
  const dial = dialerFor(options.tls);
  // Sockets live in here, not in the async context of whichever send happened to dial.
  const asyncScope = new AsyncResource('RocketMQClient');
  const dialer: Dialer = (...target) => asyncScope.runInAsyncScope(dial, undefined, ...target);
  return new ConnectionPool({
    connection: {
      clock,
      diagnostics,
      sender: { language: options.language, version: CLIENT_PROTOCOL_VERSION },
      headerFormat: options.headerFormat,
      maxFrameBytes: options.maxFrameBytes,
      idleTimeoutMs: options.connectionIdleTimeoutMs,
      rpcHooks: rpcHooks.inOrder,
      processors: new Map(),
      requestLimit: new InFlightLimit('maxInFlightRequests', options.maxInFlightRequests, clock),
      onewayLimit: new InFlightLimit('maxInFlightOneways', options.maxInFlightOneways, clock),
      reconnectOnGoAway: options.reconnectOnGoAway,
      closeOnTimeout: options.closeConnectionOnTimeout,
      onOnewayRejected: listeners.onOnewayRejected,
    },
    dialer: publishingDialer(dialer, diagnostics, clock),
    connectTimeoutMs: options.connectTimeoutMs,
    onConnected: listeners.onConnected,
    onSilent: listeners.onSilent,
  });
}
