// What a run has shown, in a page of docs between two marks; the rest of the page is written by hand.
import { readFileSync, writeFileSync } from 'node:fs';

const ROOT = new URL('../../../', import.meta.url);
const BEGIN = '<!-- measured: begin -->';
const END = '<!-- measured: end -->';

/** @param page - its path from the root of the repository */
export function writeMeasured(page, text) {
  const file = new URL(page, ROOT);
  const old = readFileSync(file, 'utf8');
  const [before, after] = [old.indexOf(BEGIN), old.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${page} has no ${BEGIN} and ${END}`);
  writeFileSync(file, `${old.slice(0, before)}${BEGIN}\n\n${text}\n\n${old.slice(after)}`);
}
