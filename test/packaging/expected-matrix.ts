/**
 * What the matrix must come to, written down apart from the fixture that runs it (`source/matrix*.ts`).
 */
import type { CellReport, MatrixReport } from './source/matrix.js';

export type Major = '11' | '12';

/** Which instance of its class takes the calls of tenants a, a and b. */
const INSTANCES = {
  singleton: [1, 1, 1],
  request: [1, 2, 3],
  transient: [1, 2, 3],
  durable: [1, 1, 2],
} as const;
const TENANTS = ['a', 'a', 'b'] as const;

const ELEMENTS = { promise: 1, observable: 3, 'async-iterable': 3, plain: 1 } as const;
const HOSTS = ['provider', 'controller'] as const;
const PLACES = ['above', 'below'] as const;
const DECORATORS = ['SendSync', 'SendAsync', 'SendOneway'] as const;

type Result = keyof typeof ELEMENTS;
type Scope = keyof typeof INSTANCES;

interface NamedCell {
  readonly name: string;
  readonly decorator: (typeof DECORATORS)[number];
  readonly result: Result;
  readonly scope: Scope;
  readonly host: (typeof HOSTS)[number];
}

/** All there are of one major, those that do not compile included. */
export const ALL_CELLS: readonly NamedCell[] = DECORATORS.flatMap((decorator) =>
  (Object.keys(ELEMENTS) as Result[]).flatMap((result) =>
    (Object.keys(INSTANCES) as Scope[]).flatMap((scope) =>
      HOSTS.flatMap((host) =>
        PLACES.map((place) => {
          return { name: [decorator, result, scope, host, place].join('-'), decorator, result, scope, host };
        }),
      ),
    ),
  ),
);

/** Nobody can be made to wait for a plain result; test/types/contracts/publish-matrix.ts has each of them by name. */
export function isRefusedByCompiler({ decorator, result }: NamedCell): boolean {
  return decorator === 'SendSync' && result === 'plain';
}

export function expectedMatrix(major: Major): MatrixReport {
  const cells = ALL_CELLS.filter((cell) => !isRefusedByCompiler(cell)).map((cell) => expectedCell(cell, major));
  const extras = expectedExtras(major);
  const stored = [...cells, ...extras].reduce((sum, cell) => sum + cell.stored.length, 0);
  return {
    cells,
    extras,
    storedMessages: stored + 1,
    twoApps: [[{ id: 'app 0' }], [{ id: 'app 1' }, { id: 'app 1 alone' }]],
    withoutMetadata: [],
  };
}

function expectedCell(cell: NamedCell, major: Major): CellReport {
  const calls = TENANTS.map((tenant, call) => {
    // Nest runs no constructor for a transient controller, so its instance has no number.
    const isNumbered = cell.scope !== 'transient' || cell.host !== 'controller';
    const payload = { tenant, ...(isNumbered && { instance: INSTANCES[cell.scope][call] }) };
    return Array.from({ length: ELEMENTS[cell.result] }, (_, index) => ({ ...payload, part: index + 1 }));
  });
  return { name: cell.name, stored: calls.flat(), answers: calls.map((elements) => answer(cell, elements, major)) };
}

/** Of streams the caller of a method gets all elements; an HTTP client the last one, but of a generator in Nest 12 all. */
function answer({ result, host }: NamedCell, elements: readonly unknown[], major: Major): unknown {
  const isStream = result === 'observable' || result === 'async-iterable';
  const getsAll = isStream && (host === 'provider' || (result === 'async-iterable' && major === '12'));
  return getsAll ? elements : elements.at(-1);
}

function published(name: string, id = 'a'): CellReport {
  return { name, stored: [{ id }], answers: [{ id }] };
}

function expectedExtras(major: Major): CellReport[] {
  return [
    published('inherited'),
    published('overridden-with-super', 'a by super'),
    { name: 'overridden-without-decorator', stored: [], answers: [{ id: 'a anew' }] },
    published('overridden-with-decorator', 'a anew'),
    published('inherited-route'),
    published('use-class'),
    published('use-factory'),
    published('use-value'),
    published('transient-in-a-singleton'),
    major === '11'
      ? { name: 'generator-without-interceptor', stored: [], answers: [{}] }
      : published('generator-without-interceptor'),
  ];
}

/** Only `@SendSync` promises the order in which elements are stored. */
export function withoutAccidentalOrder(report: MatrixReport): MatrixReport {
  return { ...report, cells: report.cells.map(sortedIfNobodyWaits) };
}

function sortedIfNobodyWaits(cell: CellReport): CellReport {
  if (cell.name.startsWith('SendSync')) return cell;
  return { ...cell, stored: cell.stored.map((payload) => JSON.stringify(payload)).toSorted() };
}
