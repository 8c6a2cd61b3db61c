// What is compared to see whether the cost of a message stays flat: each case with its `base`, all else being equal.
// A case's own settings go over ORDINARY.

const ORDINARY = { topics: 1, brokers: 1, producers: 1, inFlight: 1000 };
/** Sends in flight for each broker address, so that an address has as much to join into one write however many there are. */
const IN_FLIGHT_PER_BROKER = 64;

/** Times the cost of the base, which no case may exceed. */
const MUST = 1.3;

/** @internal In each round every case is measured once. */
export const SEND_COSTS = [
  {
    name: 'scale topics',
    title: 'Topics, 1000 sends in flight, round robin over the topics',
    ...cases([1, 100, 1000, 10_000], (topics) => [plural(topics, 'topic'), { topics }]),
  },
  {
    name: 'scale brokers',
    title: `Broker addresses of one topic, ${IN_FLIGHT_PER_BROKER} sends in flight for each`,
    ...cases([1, 10, 100], (brokers) => [
      plural(brokers, 'broker'),
      { brokers, inFlight: IN_FLIGHT_PER_BROKER * brokers },
    ]),
  },
  {
    name: 'scale in flight',
    title: 'Sends in flight, one topic',
    ...withMore(
      cases([1000, 10_000, 100_000], (inFlight) => [`${inFlight.toLocaleString('en-US')} in flight`, { inFlight }]),
      // The other callers wait for their permits.
      { name: '1,000 of 100,000 callers', settings: { ...ORDINARY, inFlight: 100_000, maxInFlightSends: 1000 } },
    ),
  },
  {
    name: 'scale producers',
    title: 'Producers of one client, 1000 sends in flight in total',
    ...cases([1, 10, 50], (producers) => [plural(producers, 'producer'), { producers }]),
  },
];

/** The first is the base of the others. */
function cases(counts, describe) {
  const all = counts.map((count, index) => {
    const [name, settings] = describe(count);
    return { name, settings: { ...ORDINARY, ...settings }, ...(index > 0 && { must: MUST }) };
  });
  return { base: all[0].name, cases: all };
}

function withMore({ base, cases: bounded }, unbounded) {
  return { base, cases: [...bounded, unbounded] };
}

function plural(count, name) {
  return `${count.toLocaleString('en-US')} ${name}${count === 1 ? '' : 's'}`;
}
