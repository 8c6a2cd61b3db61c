// What is measured, part by part. Each gives `{ name, title, unit, digits, base, rows, notes }`: a row has its `values`, one a
// round, and beside a base what they come to compared with it, `compared`; `must` and `aim` bound these, else the values, and
// are `at most` unless the row's `bound` says otherwise.
import { measureAllocations, measureWaitingMemory } from './measure-bytes.mjs';
import { measureCollections } from './measure-collections.mjs';
import { measureSendCosts } from './measure-send-costs.mjs';
import { measureImports, measureStarts } from './measure-start-up.mjs';
import { SEND_COSTS } from './send-costs.mjs';

/** @internal In the order in which they are measured. */
export const PARTS = [
  ...SEND_COSTS.map((part) => ({ ...part, measure: measureSendCosts })),
  { name: 'scale memory', title: 'Memory of a send that waits, above its body', measure: measureWaitingMemory },
  {
    name: 'scale allocations',
    title: 'Allocated for one send of 256 bytes, all included',
    measure: measureAllocations,
  },
  { name: 'scale collections', title: 'Pauses of the garbage collector at full rate', measure: measureCollections },
  { name: 'scale start', title: 'Start of process to first acknowledged send, sink', measure: measureStarts },
  { name: 'scale imports', title: 'Import of each entry in a fresh process', measure: measureImports },
];
