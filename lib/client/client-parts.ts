/**
 * The composition root: builds what all producers and readers of one client share. Starts nothing, connects to nothing.
 */
import { AsyncResource } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { ClientEventListener } from './diagnostics/client-event.js';
import { HeartbeatTask } from './heartbeat-task.js';
import { ipv4Bytes, localIPv4 } from './local-address.js';
import { UniqueIdGenerator } from './message/unique-id.js';
import { CLIENT_PROTOCOL_VERSION } from './protocol/protocol-limits.js';
import { hooksWithSignature } from './remoting/acl-rpc-hook.js';
import { type Clock, systemClock } from './remoting/clock.js';
import { ConnectionPool, type PoolSettings } from './remoting/connection-pool.js';
import { dialerFor } from './remoting/dial.js';
import { RemotingClient } from './remoting/remoting-client.js';
import type { ResolvedClientOptions } from './rocketmq-client-options.js';
import { BrokerAddressTable } from './routing/broker-address-table.js';
import { BrokerRequests } from './routing/broker-requests.js';
import { NameServerClient } from './routing/name-server-client.js';
import { TopicRouteTable } from './routing/topic-route-table.js';

export interface ClientParts {
  /** `<ip>@<instance name>`, as brokers see it. */
  readonly clientId: string;
  /** First part of the client id. */
  readonly clientIP: string;
  readonly clock: Clock;
  readonly ids: UniqueIdGenerator;
  readonly remoting: RemotingClient;
  readonly nameServers: NameServerClient;
  readonly brokers: BrokerAddressTable;
  readonly routes: TopicRouteTable;
  readonly requests: BrokerRequests;
  readonly heartbeats: HeartbeatTask;
  readonly emit: ClientEventListener;
}

export function buildClientParts(options: ResolvedClientOptions, emit: ClientEventListener): ClientParts {
  const clock = systemClock;
  const ip = localIPv4();
  const clientIP = options.clientIP ?? ip;
  const clientId = `${clientIP}@${options.instanceName ?? `${process.pid}#${randomBytes(6).toString('hex')}`}`;
  const brokers = new BrokerAddressTable(options.brokerAddressMap);
  // A new connection is announced to what is made after the pool; it exists before anybody can dial.
  const pool = createPool(options, clock, {
    onConnected: (connection) => heartbeats.beatOn(connection),
    onSilent: (connection) => heartbeats.beatOn(connection),
  });
  const remoting = new RemotingClient(pool, clock);
  const start = Math.floor(Math.random() * options.nameServers.length);
  const nameServers = new NameServerClient(options.nameServers, { remoting, clock, start });
  const routes = new TopicRouteTable({
    nameServers,
    brokers,
    clock,
    pollIntervalMs: options.pollNameServerIntervalMs,
    queryTimeoutMs: options.apiTimeoutMs,
    defaultTopicQueueNums: options.defaultTopicQueueNums,
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
  return { clientId, clientIP, clock, ids, remoting, nameServers, brokers, routes, requests, heartbeats, emit };
}

function createPool(
  options: ResolvedClientOptions,
  clock: Clock,
  listeners: Pick<PoolSettings, 'onConnected' | 'onSilent'>,
): ConnectionPool {
  const dial = dialerFor(options.tls);
  // Sockets live in here, not in the async context of whichever send happened to dial.
  const asyncScope = new AsyncResource('RocketMQClient');
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
    dialer: (...target) => asyncScope.runInAsyncScope(dial, undefined, ...target),
    connectTimeoutMs: options.connectTimeoutMs,
    ...listeners,
  });
}
