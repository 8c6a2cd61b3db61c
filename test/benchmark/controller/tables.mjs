// The tables of a run: one of each case, and the one of the figures to reach.
import { markdownTable, number, spread } from './markdown-table.mjs';
import { MEASURES } from './measures.mjs';
import { compared, median, quartiles } from './statistics.mjs';

const RATIO_DIGITS = 2;
/** What a case's table compares with its base, where it was measured. */
const COMPARED = { rate: 'rate', cpu: 'CPU', startMs: 'ms more' };

/** A line for each competitor: medians over the rounds, quartiles where they matter, and ratios to the base. */
export function caseTable({ competitors, base, broken }) {
  const shown = Object.keys(MEASURES).filter((figure) => competitors.some(({ rounds }) => isKnown(rounds, figure)));
  const baseRounds = competitors.find(({ name }) => name === base)?.rounds;
  const ratios = baseRounds === undefined ? [] : Object.keys(COMPARED).filter((figure) => shown.includes(figure));
  const headings = [
    'client',
    ...shown.map((figure) => MEASURES[figure].heading),
    ...ratios.map((figure) => `${COMPARED[figure]} ${MEASURES[figure].isDifference ? 'than' : 'to'} ${base}`),
  ];
  const rows = competitors.map((competitor) => [
    nameOf(competitor),
    ...shown.map((figure) => cell(competitor.rounds, figure)),
    ...ratios.map((figure) => (competitor.name === base ? '' : comparison(competitor.rounds, baseRounds, figure))),
  ]);
  const absent = broken.map(({ name, reason }) => `\n\n${name} is missing: ${reason}`);
  return [markdownTable(headings, rows), ...absent].join('');
}

/** A line for each figure to reach, as `verdicts` lists them. */
export function figuresTable(listed) {
  const rows = listed.map((figure) => {
    const { isDifference } = MEASURES[figure.of];
    const digits = isDifference ? 0 : RATIO_DIGITS;
    const unit = isDifference ? ' ms more' : '';
    const bound = (value) => `${figure.bound} ${value}${unit}`;
    const measured = figure.median === undefined ? '' : spread(figure, digits);
    return [
      figure.case,
      `${FIGURE_NAMES[figure.of]}: ${figure.ours} to ${figure.against}`,
      bound(figure.must),
      bound(figure.aim),
      measured,
      reached(figure),
    ];
  });
  return markdownTable(['case', 'figure', 'must', 'aim', 'median (quartiles)', 'reached'], rows);
}

const FIGURE_NAMES = { rate: 'rate', cpu: 'CPU', p50: 'p50', peakRss: 'peak RSS', startMs: 'start' };

function reached({ median: measured, reachesMust, reachesAim }) {
  if (measured === undefined) return 'not measured';
  if (!reachesMust) return 'no';
  return reachesAim ? 'aim' : 'must';
}

/** The header format belongs to the name only where two were tried. */
function nameOf({ name, driver, settings }) {
  return driver === 'java' && settings !== undefined ? `${name} (${settings.headerFormat} headers)` : name;
}

function isKnown(rounds, figure) {
  return rounds.length > 0 && rounds.every((round) => round[figure] !== undefined);
}

function cell(rounds, figure) {
  if (!isKnown(rounds, figure)) return '';
  const { digits, hasQuartiles } = MEASURES[figure];
  const values = rounds.map((round) => round[figure]);
  return hasQuartiles ? spread(quartiles(values), digits) : number(median(values), digits);
}

function comparison(rounds, baseRounds, figure) {
  const { isDifference, digits } = MEASURES[figure];
  const difference = isDifference ? (value, other) => value - other : undefined;
  return spread(quartiles(compared(rounds, baseRounds, figure, difference)), isDifference ? digits : RATIO_DIGITS);
}
