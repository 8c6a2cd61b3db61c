/**
 * The Terminus indicator. Reads the client's state from memory: a check asks no server and opens no connection, unless it
 * is told to probe.
 */
import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService, type HealthIndicatorStatus } from '@nestjs/terminus';
import { RocketMQError } from '../client/index.js';
import { DEFAULT_CONNECTION } from '../nest/connection/connection-naming.js';
import type { ProducerService } from '../nest/index.js';
import { RocketMQConnections } from '../nest/module/rocketmq-connections.service.js';
import { type HealthVerdict, healthVerdict } from './health-verdict.js';
import { healthData, type RocketMQHealthData } from './rocketmq-health-data.js';
import {
  type ResolvedHealthOptions,
  resolveHealthOptions,
  type RocketMQHealthOptions,
} from './rocketmq-health-options.interface.js';

/**
 * Tells whether the app can publish.
 *
 * @publicApi
 */
@Injectable()
export class RocketMQHealthIndicator {
  constructor(
    @Inject(RocketMQConnections) private readonly connections: RocketMQConnections,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * How the connection is: up, degraded (with Terminus 11 up, and `degraded: true`) or down. While the app shuts down it is
   * degraded.
   *
   * @param key - name of the entry in the health report
   * @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option
   */
  check<const Key extends string>(
    key: Key,
    options: RocketMQHealthOptions = {},
  ): Promise<HealthIndicatorResult<Key, HealthIndicatorStatus, RocketMQHealthData>> {
    return this.judge(key, options, false);
  }

  /**
   * Whether the process itself is well: never down because of a name server or a broker, which no restart would mend. Down
   * only once the client is closed.
   *
   * @param key - name of the entry in the health report
   * @throws {InvalidOptionsError} INVALID_OPTIONS - there is no such connection
   */
  liveness<const Key extends string>(
    key: Key,
    options: Pick<RocketMQHealthOptions, 'connection'> = {},
  ): HealthIndicatorResult<Key, 'up', RocketMQHealthData> | HealthIndicatorResult<Key, 'down', RocketMQHealthData> {
    const status = this.producerOf(options).status();
    const session = this.indicators.check(key);
    if (status.state !== 'closed') return session.up(healthData(status, { level: 'up', reasons: [] }));
    return session.down(healthData(status, { level: 'down', reasons: ['state: the client is closed'] }));
  }

  /**
   * As {@link check}, for whoever sends traffic here: down from the beginning of the app's shutdown, too.
   *
   * @param key - name of the entry in the health report
   * @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option
   */
  readiness<const Key extends string>(
    key: Key,
    options: RocketMQHealthOptions = {},
  ): Promise<HealthIndicatorResult<Key, HealthIndicatorStatus, RocketMQHealthData>> {
    return this.judge(key, options, true);
  }

  private async judge<const Key extends string>(
    key: Key,
    options: RocketMQHealthOptions,
    isReadiness: boolean,
  ): Promise<HealthIndicatorResult<Key, HealthIndicatorStatus, RocketMQHealthData>> {
    const resolved = resolveHealthOptions(options);
    const producer = this.producerOf(options);
    const hasProbeFailed = await failsProbe(producer, resolved);
    const status = producer.status();
    const verdict = healthVerdict(status, { ...resolved, isReadiness, hasProbeFailed });
    return this.result(key, verdict, healthData(status, verdict));
  }

  private producerOf({ connection = DEFAULT_CONNECTION }: Pick<RocketMQHealthOptions, 'connection'>): ProducerService {
    return this.connections.producerOf(connection);
  }

  private result<const Key extends string>(
    key: Key,
    { level }: HealthVerdict,
    data: RocketMQHealthData,
  ): HealthIndicatorResult<Key, HealthIndicatorStatus, RocketMQHealthData> {
    const session = this.indicators.check(key);
    if (level === 'up') return session.up(data);
    if (level === 'down') return session.down(data);
    // Terminus 11 knows up and down only.
    const hasDegraded = typeof Reflect.get(session, 'degraded') === 'function';
    return hasDegraded ? session.degraded(data) : session.up({ ...data, degraded: true as const });
  }
}

/** Of a client that is not running the state tells enough. */
async function failsProbe(
  producer: ProducerService,
  { probeTimeoutMs: timeoutMs }: ResolvedHealthOptions,
): Promise<boolean> {
  if (timeoutMs === undefined || producer.status().state !== 'running') return false;
  try {
    await producer.unwrap().client.checkNameServers({ timeoutMs });
    return false;
  } catch (error) {
    if (error instanceof RocketMQError) return true;
    throw error;
  }
}
