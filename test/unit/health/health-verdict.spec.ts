/**
 * The table of signals: what makes an app degraded or down, one row for each way.
 */
import { describe, expect, it } from '@jest/globals';
import type { HealthCriteria } from '../../../lib/health/health-signal.js';
import { type HealthLevel, healthVerdict } from '../../../lib/health/health-verdict.js';
import type { ProducerStatus } from '../../../lib/nest/index.js';
import { aBroker, aNameServer, anIsolation, aProducer, aRoute, aStatus, CRITERIA } from './health-status.js';

const GONE = { state: 'unreachable' } as const;
const NEVER = { ...GONE, sinceAnswerMs: undefined };
const LONG_AGO = { ...GONE, sinceAnswerMs: 60_001 };
const ORDERS = { topics: ['orders'] };
const AUDIT = aRoute({ topic: 'audit', brokers: ['broker-b'] });
const failed = { connection: 'failed' } as const;
const failing = (consecutiveFailures: number, sinceFailureMs = 0): ProducerStatus['producers'] => [
  aProducer({ outcomes: { consecutiveFailures, sinceFailureMs } }),
];
const sendsOf = (stored: number, lost: number): ProducerStatus['producers'] => [
  aProducer({ outcomes: { stored, failed: lost } }),
];
const inFlight = (use: Partial<ProducerStatus['producers'][number]['use']>): ProducerStatus['producers'] => [
  aProducer({ use }),
];

/** Status, criteria that are not the default, and what follows: the level, and a part of its only reason. */
type Row = readonly [
  what: string,
  facts: Parameters<typeof aStatus>[0],
  criteria: Partial<HealthCriteria>,
  level: HealthLevel,
  reason: string | undefined,
];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'name servers': [
    ['all answer', {}, {}, 'up', undefined],
    [
      'nobody was asked yet',
      { servers: [aNameServer({ state: 'unknown' })], routes: [], brokers: [] },
      {},
      'up',
      undefined,
    ],
    [
      'none ever answered, and no route is known',
      { servers: [aNameServer(NEVER)], routes: [], brokers: [] },
      {},
      'down',
      'nameServer: no name server could be reached, and no route is known',
    ],
    [
      'none answered within two refreshes, and no route is known',
      { servers: [aNameServer(LONG_AGO)], routes: [] },
      {},
      'down',
      'nameServer: no name server could be reached',
    ],
    [
      'none answers now, one did lately, and no route is known',
      { servers: [aNameServer(LONG_AGO), aNameServer(GONE)], routes: [] },
      {},
      'degraded',
      'nameServer: 2 of 2 name servers cannot be reached',
    ],
    [
      'none answers, and routes are known',
      { servers: [aNameServer(NEVER)] },
      {},
      'degraded',
      'nameServer: 1 of 1 name servers cannot be reached',
    ],
    [
      'none answers, and a topic that is needed has no route',
      { servers: [aNameServer(NEVER)] },
      { topics: ['orders', 'audit'] },
      'down',
      'nameServer: no name server could be reached',
    ],
    [
      'one of two answers',
      { servers: [aNameServer(), aNameServer(NEVER)] },
      {},
      'degraded',
      'nameServer: 1 of 2 name servers cannot be reached',
    ],
    [
      'none answered the probe just now, and no route is known',
      { servers: [aNameServer(GONE)], routes: [] },
      { hasProbeFailed: true },
      'down',
      'nameServer: no name server answers, and no route is known',
    ],
    [
      'none answered the probe, and routes are known',
      { servers: [aNameServer(GONE)] },
      { hasProbeFailed: true },
      'degraded',
      'nameServer: 1 of 1 name servers cannot be reached',
    ],
    [
      'a route comes from the cache',
      { routes: [aRoute({ state: 'stale' })] },
      {},
      'degraded',
      'nameServer: the last good route is in use for orders',
    ],
    [
      'a route that is not needed comes from the cache',
      { routes: [aRoute(), aRoute({ topic: 'audit', state: 'stale' })] },
      ORDERS,
      'up',
      undefined,
    ],
  ],
  routes: [
    [
      'there are fewer queues than there were',
      { routes: [aRoute({ writableQueues: 4 })] },
      {},
      'degraded',
      'route: orders has 4 of 8 writable queues',
    ],
    [
      'there is no queue',
      { routes: [aRoute({ writableQueues: 0, brokers: [] })] },
      {},
      'down',
      'route: no writable queue for orders',
    ],
    [
      'one topic has no queue',
      { routes: [aRoute({ writableQueues: 0, brokers: [] }), AUDIT] },
      {},
      'degraded',
      'route: orders has 0 of 8 writable queues',
    ],
    [
      'a topic that is needed has no queue',
      { routes: [aRoute({ writableQueues: 0, brokers: [] }), AUDIT] },
      ORDERS,
      'down',
      'route: no writable queue for orders',
    ],
    [
      'a topic that is not needed has no queue',
      { routes: [aRoute(), { ...AUDIT, writableQueues: 0 }] },
      ORDERS,
      'up',
      undefined,
    ],
    [
      'a topic that is needed does not exist',
      { routes: [aRoute({ state: 'missing', writableQueues: 0, mostWritableQueues: 0, brokers: [] })] },
      ORDERS,
      'down',
      'route: no writable queue for orders',
    ],
    [
      'a topic that nobody said to be needed does not exist',
      { routes: [aRoute(), aRoute({ topic: 'typo', state: 'missing', writableQueues: 0, brokers: [] })] },
      {},
      'up',
      undefined,
    ],
    ['a topic that is needed was never sent to', { routes: [AUDIT] }, ORDERS, 'up', undefined],
  ],
  'connections to brokers': [
    [
      'none was needed yet',
      { brokers: [aBroker('broker-a', { connection: 'unknown' }), aBroker('broker-b', { connection: 'connecting' })] },
      {},
      'up',
      undefined,
    ],
    [
      'one of two failed',
      { brokers: [aBroker('broker-a', failed), aBroker('broker-b')] },
      {},
      'degraded',
      'brokerChannel: no connection to broker-a',
    ],
    [
      'one of two is silent',
      { brokers: [aBroker('broker-a', { isSilent: true }), aBroker('broker-b')] },
      {},
      'degraded',
      'brokerChannel: no connection to broker-a',
    ],
    [
      'one of two has no master',
      { brokers: [aBroker('broker-b')] },
      {},
      'degraded',
      'brokerChannel: no connection to broker-a',
    ],
    [
      'all failed or are silent',
      { brokers: [aBroker('broker-a', failed), aBroker('broker-b', { isSilent: true })] },
      {},
      'down',
      'brokerChannel: no writable master of orders can be reached',
    ],
    [
      'all of one topic failed',
      { routes: [aRoute(), AUDIT], brokers: [aBroker('broker-a'), aBroker('broker-b', failed)] },
      {},
      'degraded',
      'brokerChannel: no connection to broker-b',
    ],
    [
      'all of a topic that is needed failed',
      { routes: [aRoute(), AUDIT], brokers: [aBroker('broker-a'), aBroker('broker-b', failed)] },
      { topics: ['orders', 'audit'] },
      'down',
      'brokerChannel: no writable master of audit can be reached',
    ],
    [
      'one that no topic needs failed',
      { brokers: [aBroker('broker-a'), aBroker('broker-b'), aBroker('broker-c', failed)] },
      {},
      'up',
      undefined,
    ],
  ],
  'fault table': [
    [
      'one of two is left out',
      { faultItems: [anIsolation('broker-a', 100_000)] },
      {},
      'degraded',
      'faultTable: broker-a is left out for ',
    ],
    ['the time of one is over', { faultItems: [anIsolation('broker-a', -1)] }, {}, 'up', undefined],
    [
      'both are left out',
      { faultItems: [anIsolation('broker-a', 100_000), anIsolation('broker-b', 100_000)] },
      {},
      'down',
      'faultTable: all brokers of orders are left out for a time',
    ],
    [
      'the only one of a topic is left out',
      { routes: [aRoute(), AUDIT], faultItems: [anIsolation('broker-b', 100_000)] },
      {},
      'degraded',
      'faultTable: broker-b is left out for ',
    ],
    [
      'the only one of a topic that is needed is left out',
      { routes: [aRoute(), AUDIT], faultItems: [anIsolation('broker-b', 100_000)] },
      { topics: ['audit'] },
      'down',
      'faultTable: all brokers of audit',
    ],
  ],
  'limits on sends in flight': [
    ['four fifths are used', { producers: inFlight({ sends: 80, bytes: 800 }) }, {}, 'up', undefined],
    [
      'more sends are in flight',
      { producers: inFlight({ sends: 81 }) },
      {},
      'degraded',
      'inFlight: 81 of 100 sends and 0 of 1000 bytes are in flight, 0 wait',
    ],
    [
      'more bytes are in flight',
      { producers: inFlight({ sends: 1, bytes: 801 }) },
      {},
      'degraded',
      'inFlight: 1 of 100 sends and 801 of 1000 bytes',
    ],
    [
      'a large send waits for room',
      { producers: inFlight({ sends: 1, bytes: 500, waiting: 1, fullForMs: 10 }) },
      {},
      'degraded',
      '1 wait',
    ],
    [
      'there has been no room for as long as is allowed',
      { producers: inFlight({ sends: 100, fullForMs: 30_000 }) },
      {},
      'degraded',
      'inFlight: 100 of 100',
    ],
    [
      'there has been no room for longer',
      { producers: inFlight({ sends: 100, fullForMs: 30_001 }) },
      {},
      'down',
      'inFlight: the limits have been used up for 30001 ms: 100 of 100 sends',
    ],
    [
      'there has been no room for longer than this check allows',
      { producers: inFlight({ sends: 100, fullForMs: 51 }) },
      { stallMs: 50 },
      'down',
      'inFlight: the limits',
    ],
  ],
  errors: [
    ['four sends in a row failed', { producers: failing(4) }, {}, 'up', undefined],
    [
      'five sends in a row failed',
      { producers: failing(5) },
      {},
      'down',
      'errors: the last 5 sends failed, over all brokers',
    ],
    [
      'more failed than this check allows',
      { producers: failing(2) },
      { failures: 2 },
      'down',
      'errors: the last 2 sends',
    ],
    [
      'many failed in a row, the last one a minute ago',
      { producers: failing(50, 60_000) },
      {},
      'down',
      'errors: the last 50 sends',
    ],
    ['many failed in a row, longer ago: new sends may try', { producers: failing(50, 60_001) }, {}, 'up', undefined],
    ['every tenth send failed', { producers: sendsOf(90, 10) }, {}, 'up', undefined],
    [
      'more than every tenth failed',
      { producers: sendsOf(89, 11) },
      {},
      'degraded',
      'errors: 11 of 100 sends failed within 60 s',
    ],
    ['of too few sends for a ratio some failed', { producers: sendsOf(5, 4) }, {}, 'up', undefined],
  ],
  state: [
    ['it is not started yet', { state: 'created', routes: [], brokers: [] }, {}, 'up', undefined],
    ['it drains', { state: 'draining' }, {}, 'degraded', 'state: the app is shutting down'],
    [
      'it drains, and traffic is asked for',
      { state: 'draining' },
      { isReadiness: true },
      'down',
      'state: the app is shutting down',
    ],
    ['it is closed', { state: 'closed' }, {}, 'down', 'state: the client is closed'],
  ],
};

describe.each(Object.entries(ROWS))('%s', (_signal, rows) => {
  it.each(rows)('%s', (_what, facts, criteria, level, reason) => {
    const verdict = healthVerdict(aStatus(facts), { ...CRITERIA, ...criteria });

    expect(verdict.level).toBe(level);
    expect(verdict.reasons).toHaveLength(reason === undefined ? 0 : 1);
    expect(verdict.reasons.join('')).toContain(reason ?? '');
  });

  it.each(rows.filter(([, , , level]) => level === 'degraded'))('strict: down if %s', (_what, facts, criteria) => {
    const { level } = healthVerdict(aStatus(facts), { ...CRITERIA, ...criteria, strict: true });

    expect(level).toBe('down');
  });
});

it('gives every reason, in the order of the table', () => {
  const status = aStatus({
    state: 'draining',
    servers: [aNameServer(NEVER)],
    brokers: [aBroker('broker-a', failed), aBroker('broker-b', failed)],
    producers: failing(9),
  });

  const { level, reasons } = healthVerdict(status, CRITERIA);

  expect(level).toBe('down');
  expect(reasons.map((reason) => reason.split(':')[0])).toEqual(['state', 'nameServer', 'brokerChannel', 'errors']);
});

it('lists five names and counts the rest', () => {
  const routes = Array.from({ length: 8 }, (_, index) => aRoute({ topic: `T${index}`, state: 'stale' }));

  const { reasons } = healthVerdict(aStatus({ routes }), CRITERIA);

  expect(reasons).toEqual(['nameServer: the last good route is in use for T0, T1, T2, T3, T4 and 3 more']);
});

it('tells how long a broker is left out yet', () => {
  const { reasons } = healthVerdict(aStatus({ faultItems: [anIsolation('broker-a', 100_000)] }), CRITERIA);

  const remainingMs = Number(/for (\d+) ms more/.exec(reasons[0] ?? '')?.[1]);
  expect(remainingMs).toBeGreaterThan(0);
  expect(remainingMs).toBeLessThanOrEqual(100_000);
});
