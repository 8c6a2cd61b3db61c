// How the parts look on a terminal and in docs/benchmarks.md.
import { markdownTable, spread } from '../controller/markdown-table.mjs';
import { quartiles } from '../controller/statistics.mjs';
import { isBounded, reached } from './verdicts.mjs';

const RATIO_DIGITS = 2;

/** A line for each case, and below it what there is to say. */
export function partTable({ unit, digits, base, comparison, rows, notes = [] }) {
  const isDifference = comparison === 'ms more';
  const comparedDigits = isDifference ? digits : RATIO_DIGITS;
  const columns = [
    ['case', ({ name }) => name],
    [unit, ({ values }) => spread(quartiles(values), digits)],
  ];
  if (base !== undefined) {
    columns.push([
      `${comparison} ${isDifference ? 'than' : 'to'} ${base}`,
      ({ compared }) => (compared === undefined ? '' : spread(quartiles(compared), comparedDigits)),
    ]);
  }
  if (rows.some(isBounded)) columns.push(['must', bound('must')], ['aim', bound('aim')], ['reached', reached]);
  const shown = columns.filter(([, cell]) => rows.some((row) => cell(row) !== ''));
  const table = markdownTable(
    shown.map(([heading]) => heading),
    rows.map((row) => shown.map(([, cell]) => cell(row))),
  );
  return [table, ...notes].join('\n\n');
}

function bound(kind) {
  return (row) => (row[kind] === undefined ? '' : `${row.bound ?? 'at most'} ${row[kind].toLocaleString('en-US')}`);
}
