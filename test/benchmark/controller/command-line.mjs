// What was asked for on the command line.
import { parseArgs } from 'node:util';
import { CASES } from '../cases.mjs';
import { PARTS } from '../scale/parts.mjs';

const OPTIONS = {
  rounds: { type: 'string', default: '9' },
  window: { type: 'string', default: '5000' },
  'warm-up': { type: 'string' },
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
    ...chosen(filter),
    rounds,
    windowMs,
    warmUpMs,
    isLong,
    isWhole: filter === '' && isLong,
    docsOnly: values.docs,
  };
}

/** A whole name means just that case: "sink 1" is no part of "sink 1000" then. */
function chosen(filter) {
  const names = [...CASES, ...PARTS, MICRO].map(({ name }) => name);
  const isChosen = names.includes(filter) ? ({ name }) => name === filter : ({ name }) => name.includes(filter);
  const [cases, scaleParts] = [CASES, PARTS].map((all) => all.filter(isChosen));
  const hasMicro = isChosen(MICRO);
  if (cases.length + scaleParts.length > 0 || hasMicro) return { cases, scaleParts, hasMicro };
  throw new Error(`no case is called "${filter}", only:\n${names.map((name) => `  ${name}`).join('\n')}`);
}

function number(name, text) {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is ${text}, it must be a whole number above 0`);
}
