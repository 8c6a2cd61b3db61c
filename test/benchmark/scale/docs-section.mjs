// The section of docs/benchmarks.md that says what a run of scale.mjs has shown.
import { number } from '../controller/markdown-table.mjs';
import { partTable } from './tables.mjs';

/** @param scale - what `run` of scale.mjs gave */
export function scaleSection({ rounds, messages, warmUpMessages, parts }) {
  return [
    '## Scale',
    `Each measurement has a process of its own; servers are sinks. Costs of a message: ${number(messages, 0)} messages of 256 bytes in a steady flow, after ${number(warmUpMessages, 0)} that are not measured, ${rounds} interleaved rounds, compared with the base of the same round; limits of sends and requests in flight are raised for all alike. Medians and quartiles; bytes are of 3 processes, starts of 15 rounds, imports of 9.`,
    ...parts.flatMap((part) => [`### ${part.title}`, partTable(part)]),
  ].join('\n\n');
}
