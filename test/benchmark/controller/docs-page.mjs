// Writes what a run has shown into docs/benchmarks.md, between two marks; the rest of the page is written by hand.
import { readFileSync, writeFileSync } from 'node:fs';
import { scaleSection } from '../scale/docs-section.mjs';
import { caseTable, figuresTable } from './tables.mjs';

const PAGE = new URL('../../../docs/benchmarks.md', import.meta.url);
const BEGIN = '<!-- measured: begin -->';
const END = '<!-- measured: end -->';

export function writeDocsPage(results) {
  const page = readFileSync(PAGE, 'utf8');
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`docs/benchmarks.md has no ${BEGIN} and ${END}`);
  writeFileSync(PAGE, `${page.slice(0, before)}${BEGIN}\n\n${measuredPart(results)}\n\n${page.slice(after)}`);
}

function measuredPart({ startedAt, rounds, windowMs, machine, cases, figures, scale }) {
  const { cores, processor, memoryGiB, system } = machine;
  return [
    `Measured on ${startedAt.slice(0, 10)}: ${rounds} interleaved rounds with windows of ${windowMs / 1000} s. ${cores} cores (${processor}), ${memoryGiB} GiB, ${system}; clients, servers and load on the same machine. Brokers are of RocketMQ 5.5.0 with \`ASYNC_FLUSH\` and 4 queues a topic.`,
    clients(cases)
      .map((client) => `- ${client}`)
      .join('\n'),
    '## Figures to reach',
    figuresTable(figures),
    ...cases.flatMap((measured) => [`## ${measured.title}`, caseTable(measured)]),
    // A run that was ended early has none.
    ...(scale === undefined ? [] : [scaleSection(scale)]),
  ].join('\n\n');
}

function clients(cases) {
  const told = cases.flatMap(({ competitors }) =>
    competitors.map(({ driver, description }) => `${driver}: ${description}`),
  );
  return [...new Set(told)].toSorted((one, other) => one.localeCompare(other));
}
