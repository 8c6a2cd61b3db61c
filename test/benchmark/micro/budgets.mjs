// What a warm send consists of, in the order of ARCHITECTURE.md: each stage with the operation that is measured for it, the
// operations within that one which are stages of their own, its budget, and why it costs that. A budget is about 1.3 times
// what was measured where it was set; a machine may take twice as long. `beside`: what the stage spares, for comparison.

/** A stage of so many times its budget fails the run. */
export const MOST_OF_BUDGET = 2;

export const STAGES = [
  {
    name: 'check',
    operation: 'check',
    budgetNs: 25,
    why: 'Each character of tag and key is looked at once, so that they can be written as they are.',
  },
  {
    name: 'id',
    operation: 'uniqueId',
    budgetNs: 45,
    why: 'The clock is most of it; of the id, only its last byte is new: 256 share what stands in front of it.',
  },
  {
    name: 'making the send',
    operation: 'single',
    within: ['check', 'uniqueId'],
    budgetNs: 75,
    why: 'One object of some thirty fields, which all later stages use instead of making their own, a look-up of the topic, and the clock.',
  },
  {
    name: 'permit and counts',
    operation: 'permit',
    budgetNs: 25,
    why: 'Comparisons and counters that are fields; the list of sends under way only swaps its last one in.',
  },
  {
    name: 'queue',
    operation: 'select',
    budgetNs: 10,
    why: 'A step along the ring of queues.',
  },
  {
    name: 'attempt',
    operation: 'engine',
    within: ['select', 'result'],
    budgetNs: 75,
    why: 'Three look-ups in maps (route, target, broker) compare what is known with what is true, and the clock is asked for the deadline.',
  },
  {
    name: 'properties',
    operation: 'properties',
    budgetNs: 65,
    why: 'Written as bytes without making the string; all but the last byte of the id, and the key, is ready.',
  },
  {
    name: 'frame',
    operation: 'template',
    within: ['properties'],
    beside: { operation: 'generic', what: 'field by field' },
    budgetNs: 90,
    why: 'Two copies of ready bytes, and a few numbers written over them.',
  },
  {
    name: 'write queue',
    operation: 'writeQueue',
    budgetNs: 45,
    why: "A copy of the body, and a 64th of the turn's end with its one write.",
  },
  {
    name: 'answer',
    operation: 'decode',
    beside: { operation: 'parseJson', what: '`JSON.parse`' },
    budgetNs: 390,
    why: 'Some 300 bytes are compared, four at a time, or read once, and two ids of 32 characters become strings.',
  },
  {
    name: 'round trip',
    operation: 'roundTrip',
    within: ['template', 'writeQueue', 'decode'],
    budgetNs: 70,
    why: 'Numbering, and a place in a ring that the answer names: no map and no timer for a request.',
  },
  {
    name: 'result',
    operation: 'result',
    budgetNs: 25,
    why: 'An object and the id, in one piece now; what all answers of a broker have in common was read once.',
  },
  {
    name: 'promise',
    operation: 'promise',
    within: ['permit'],
    budgetNs: 110,
    why: "A promise and its two functions, kept by one executor for all, and the turn of the microtask queue that goes on behind the caller's `await`.",
  },
];

/** What is left of a whole send. */
export const REST = {
  name: 'what is left',
  budgetNs: 1700,
  why: 'Nearly no code of this package: system calls, libuv and streams, the garbage collector, colder caches, and the driver with its clock and counting.',
};
