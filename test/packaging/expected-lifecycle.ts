/**
 * What `source/lifecycle*.ts` must come to. The same on both majors but for what Nest itself does: 11 begins another shutdown
 * beside the first, where 12 joins it; 11 ends a shutdown in which a hook throws, where 12 logs that and goes on.
 */
import type { Major } from './expected-matrix.js';
import type { EndReport, LifecycleReport } from './source/lifecycle.js';
import type { ChildReport } from './source/lifecycle-children.js';

const [DESTROY, BEFORE, AFTER] = ['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'] as const;
const HOOKS = [DESTROY, BEFORE, AFTER];
const ANSWER = [201, { id: 'request' }] as const;

/** The end of an app whose hooks all have run and published, and that nobody can publish in any more. */
function ended(hooks: readonly string[], published: readonly string[] = hooks): EndReport {
  return {
    closes: ['closed'],
    hooks,
    decorated: published,
    imperative: published,
    detached: [],
    later: ['PRODUCER_CLOSED', 'PRODUCER_CLOSED'],
    drained: [{ failed: 0, aborted: 0 }],
    connections: 0,
  };
}

function endedBySignal(shutdowns: number): ChildReport {
  const published = HOOKS.length * shutdowns + 1;
  return { exit: [null, 'SIGTERM'], answer: ANSWER, decorated: published, imperative: published, detached: 1 };
}

export function expectedLifecycle(major: Major): LifecycleReport {
  const shutdownsOfTwo = major === '11' ? 2 : 1;
  const hooksOfTwo = Array.from({ length: shutdownsOfTwo }, () => HOOKS).flat();
  const closes = ['closed', 'closed'];
  return {
    http: {
      ...ended(HOOKS, [DESTROY, BEFORE, 'request', AFTER]),
      closes,
      detached: ['detached'],
      answers: [ANSWER],
      busyAnswers: ['200 busy'],
    },
    closedAgainDuringLastHook: {
      ...ended(major === '11' ? [DESTROY, BEFORE, DESTROY, BEFORE, AFTER] : HOOKS),
      closes,
    },
    closedTwiceAtOnce: {
      ...ended(hooksOfTwo.toSorted(), [...hooksOfTwo, 'request'].toSorted()),
      closes,
      answers: [ANSWER],
    },
    standalone: { ...ended(HOOKS), detached: ['detached'] },
    eagerOnDeadNameServer: { ...ended([]), bootError: 'NO_NAME_SERVER' },
    neighbourCannotStart: { ...ended(HOOKS), bootError: 'the neighbour cannot start' },
    neighbourCannotStop: major === '11' ? NEVER_REACHED : ended([DESTROY, BEFORE]),
    children: {
      oneSignal: endedBySignal(1),
      twoSignals: endedBySignal(1),
      signalDuringClose: endedBySignal(shutdownsOfTwo),
      contextThatCannotStart: [1, null],
    },
  };
}

/** The module's own hook comes behind the one that throws: on Nest 11 the producer stays open, until `close()` succeeds. */
const NEVER_REACHED: EndReport = {
  ...ended([DESTROY, BEFORE], [DESTROY, BEFORE, 'too late']),
  closes: ['the neighbour cannot stop'],
  later: ['stored', 'stored'],
  drained: [],
  connections: 2,
};
