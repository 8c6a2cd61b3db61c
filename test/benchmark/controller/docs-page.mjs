// Writes what a run has shown into docs/benchmarks.md.
import { scaleSection } from '../scale/docs-section.mjs';
import { writeMeasured } from './measured-part.mjs';
import { caseTable, figuresTable } from './tables.mjs';

export function writeDocsPage(results) {
  writeMeasured('docs/benchmarks.md', measuredPart(results));
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
