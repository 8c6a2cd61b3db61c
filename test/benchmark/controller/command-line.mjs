// What was asked for on the command line.
import { parseArgs } from 'node:util';
import { CASES } from '../cases.mjs';
import { FIGURES } from '../figures.mjs';
import { PARTS } from '../scale/parts.mjs';

const OPTIONS = {
  rounds: { type: 'string', default: '9' },
  window: { type: 'string', default: '5000' },
  'warm-up': { type: 'string' },
  'only-figures': { type: 'boolean', default: false },
  docs: { type: 'boolean', default: false },
};
/** The stages of a warm send, which are measured together. */
const MICRO = { name: 'micro' };
const MS_PER_WINDOW_AT_LEAST = 5000;
const ROUNDS_AT_LEAST = 9;

/**
 * @returns `cases` in their order, and `scaleParts` in theirs; `hasMicro`: the stages, too; `isLong`: enough for the documents; `isWhole`:
 *   so, and all of them; `warmUpMs`: instead of each driver's own; `docsOnly`: measures nothing
 * @throws {Error} a filter that names no case, or a number that is none
 */
export function readCommandLine(words) {
  const { values, positionals } = parseArgs({ args: words, options: OPTIONS, allowPositionals: true });
  const filter = positionals.join(' ');
  const rounds = number('rounds', values.rounds);
  const windowMs = number('window', values.window);
  const warmUpMs = values['warm-up'] === undefined ? undefined : number('warm-up', values['warm-up']);
  const isLong = rounds >= ROUNDS_AT_LEAST && windowMs >= MS_PER_WINDOW_AT_LEAST && warmUpMs === undefined;
  return {
    ...chosen(
      filter,
      values['only-figures'] ? CASES.map(neededForFigures).filter(({ competitors }) => competitors.length > 0) : CASES,
    ),
    rounds,
    windowMs,
    warmUpMs,
    isLong,
    isWhole: filter === '' && isLong,
    docsOnly: values.docs,
  };
}

/** A case with those of its competitors only that a figure is about. */
function neededForFigures(one) {
  const figures = FIGURES.filter((figure) => figure.case === one.name);
  const isNeeded = ({ name }) => figures.some(({ ours, against }) => name === ours || name === against);
  return { ...one, competitors: one.competitors.filter(isNeeded) };
}

/** A whole name means just that case: "sink 1" is no part of "sink 1000" then. */
function chosen(filter, all) {
  const names = [...all, ...PARTS, MICRO].map(({ name }) => name);
  const isChosen = names.includes(filter) ? ({ name }) => name === filter : ({ name }) => name.includes(filter);
  const [cases, scaleParts] = [all, PARTS].map((some) => some.filter(isChosen));
  // Not without being asked for: a run of everything is an hour long already.
  const hasMicro = filter !== '' && isChosen(MICRO);
  if (cases.length + scaleParts.length > 0 || hasMicro) return { cases, scaleParts, hasMicro };
  throw new Error(`no case is called "${filter}", only:\n${names.map((name) => `  ${name}`).join('\n')}`);
}

function number(name, text) {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is ${text}, it must be a whole number above 0`);
}
