/**
 * The status of a client that is well: two brokers, one topic on both, one producer. A test changes what it is about.
 */
import type {
  BrokerStatus,
  NamedProducerHealth,
  NameServerRecord,
  ProducerFaultItem,
  TopicRouteStatus,
} from '../../../lib/client/index.js';
import type { HealthCriteria } from '../../../lib/health/health-signal.js';
import type { ProducerStatus } from '../../../lib/nest/index.js';

export const CRITERIA: HealthCriteria = {
  topics: [],
  strict: false,
  stallMs: 30_000,
  failures: 5,
  isReadiness: false,
  hasProbeFailed: false,
};

export function aNameServer(facts: Partial<NameServerRecord> = {}): NameServerRecord {
  return { address: '10.0.0.9:9876', state: 'reachable', sinceAnswerMs: 1000, ...facts };
}

export function aRoute(facts: Partial<TopicRouteStatus> = {}): TopicRouteStatus {
  const brokers = ['broker-a', 'broker-b'];
  return { topic: 'orders', state: 'current', writableQueues: 8, mostWritableQueues: 8, brokers, ...facts };
}

export function aBroker(brokerName: string, facts: Partial<BrokerStatus> = {}): BrokerStatus {
  return { brokerName, address: '10.0.0.1:10911', connection: 'connected', isSilent: false, ...facts };
}

export function aProducer(
  facts: {
    readonly use?: Partial<NamedProducerHealth['use']>;
    readonly outcomes?: Partial<NamedProducerHealth['outcomes']>;
  } = {},
): NamedProducerHealth {
  const limits = { maxInFlightSends: 100, maxInFlightBytes: 1000 };
  return {
    producerGroup: 'shop',
    use: { ...limits, sends: 0, bytes: 0, waiting: 0, fullForMs: undefined, ...facts.use },
    outcomes: {
      consecutiveFailures: 0,
      sinceFailureMs: undefined,
      windowMs: 60_000,
      stored: 0,
      failed: 0,
      ...facts.outcomes,
    },
  };
}

/** A broker that is left out for so long from now on. */
export function anIsolation(brokerName: string, remainingMs: number): ProducerFaultItem {
  return {
    producerGroup: 'shop',
    brokerName,
    latencyMs: 10,
    unavailableUntil: new Date(Date.now() + remainingMs),
    isReachable: true,
    reason: 'SLOW_ANSWER',
    responseCode: undefined,
  };
}

/** `topics` follows from the routes, the state of the name servers from each of them. */
export function aStatus(
  facts: Partial<Omit<ProducerStatus, 'nameServers' | 'topics'>> & {
    readonly servers?: readonly NameServerRecord[];
  } = {},
): ProducerStatus {
  const { servers = [aNameServer()], routes = [aRoute()], ...rest } = facts;
  const isUnreachable = servers.every(({ state }) => state === 'unreachable');
  return {
    clientId: '10.0.0.2@1',
    state: 'running',
    nameServers: { state: isUnreachable ? 'unreachable' : 'reachable', servers, failures: [] },
    pollNameServerIntervalMs: 30_000,
    brokers: [aBroker('broker-a'), aBroker('broker-b')],
    topics: routes.filter(({ state }) => state !== 'missing').length,
    routes,
    inFlight: 0,
    faultItems: [],
    producers: [aProducer()],
    onewayFailures: 0,
    suppressedSends: 0,
    ...rest,
  };
}
