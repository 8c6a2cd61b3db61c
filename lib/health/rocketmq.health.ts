/**
 * The Terminus indicator. Reads the client's state from memory: a probe asks no server and opens no connection.
 */
import { Inject, Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { ProducerService, type ProducerStatus } from '../nest/index.js';

/**
 * What a health check shows besides up or down.
 *
 * @publicApi
 */
export interface RocketMQHealthData {
  readonly [key: string]: unknown;
  readonly state: ProducerStatus['state'];
  /** `unknown` until one of them was asked. */
  readonly nameServers: ProducerStatus['nameServers']['state'];
  /** The masters of known routes, as `name address` -> state of the connection. */
  readonly brokers: Readonly<Record<string, string>>;
  /** Sends that have not settled yet. */
  readonly inFlight: number;
  /** Why it is down; absent when up. */
  readonly reason?: string;
}

/**
 * Tells whether the app can publish.
 *
 * @publicApi
 */
@Injectable()
export class RocketMQHealthIndicator {
  constructor(
    @Inject(ProducerService) private readonly producer: ProducerService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * Down while the app shuts down, when no name server can be reached and no route is known, and when the connections to
   * all known brokers failed. Up otherwise, also before anything was sent.
   *
   * @param key - name of the entry in the health report
   */
  check<const Key extends string>(
    key: Key,
  ): HealthIndicatorResult<Key, 'up', RocketMQHealthData> | HealthIndicatorResult<Key, 'down', RocketMQHealthData> {
    const status = this.producer.status();
    const session = this.indicators.check(key);
    const reason = downReason(status);
    return reason === undefined ? session.up(dataOf(status)) : session.down({ ...dataOf(status), reason });
  }
}

function dataOf({ state, nameServers, brokers, inFlight }: ProducerStatus): RocketMQHealthData {
  const connections = brokers.map(
    ({ brokerName, address, connection }) => [`${brokerName} ${address}`, connection] as const,
  );
  return { state, nameServers: nameServers.state, brokers: Object.fromEntries<string>(connections), inFlight };
}

function downReason({ state, nameServers, topics, brokers }: ProducerStatus): string | undefined {
  if (state === 'draining' || state === 'closed') return `the client is ${state}`;
  if (nameServers.state === 'unreachable' && topics === 0) {
    const failures = nameServers.failures.map(({ address, error }) => `${address} (${error.message})`);
    return `no name server could be reached: ${failures.join(', ')}`;
  }
  if (brokers.length > 0 && brokers.every(({ connection }) => connection === 'failed')) {
    return `no connection to any of ${brokers.length} known brokers`;
  }
  return undefined;
}
