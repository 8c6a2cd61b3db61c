// What is measured: each case on one server, with everybody who is measured in turn in each of its rounds.
// A competitor's own fields go over those of the case. The ratios of a case's table are to its `base`.

const OWN = { name: 'own', driver: 'own' };
const PROTOTYPE = { name: 'prototype', driver: 'prototype' };
const ALI_ONS = { name: 'ali-ons', driver: 'ali-ons' };
const GO = { name: 'Go', driver: 'go' };
// In flight through callbacks: a thread for each would cost Java more.
const JAVA = { name: 'Java', driver: 'java', mode: 'async' };
const JAVA_AWAITED = { name: 'Java', driver: 'java' };

const SMALL = 256;
const LARGE = 4000;

const nest = (name) => ({ name, driver: 'nest', sender: name });

/** In the order in which they are measured; a server starts when its first case comes up. */
export const CASES = [
  {
    name: 'sink 1',
    title: 'Sink, 1 in flight',
    server: 'sink',
    mode: 'sync',
    inFlight: 1,
    bodyBytes: SMALL,
    base: 'Java',
    competitors: [OWN, JAVA_AWAITED],
  },
  {
    name: 'sink 64',
    title: 'Sink, 64 in flight',
    server: 'sink',
    mode: 'sync',
    inFlight: 64,
    bodyBytes: SMALL,
    base: 'Java',
    competitors: [OWN, PROTOTYPE, JAVA, { ...OWN, name: 'own, sendAsync', mode: 'async' }],
  },
  {
    name: 'sink 1000',
    title: 'Sink, 1000 in flight',
    server: 'sink',
    mode: 'sync',
    inFlight: 1000,
    bodyBytes: SMALL,
    base: 'Java',
    competitors: [OWN, PROTOTYPE, JAVA, ALI_ONS, GO],
  },
  {
    name: 'sink one-way',
    title: 'Sink, one-way, one sender',
    server: 'sink',
    mode: 'oneway',
    inFlight: 1,
    bodyBytes: SMALL,
    base: 'Java',
    competitors: [OWN, PROTOTYPE, JAVA_AWAITED],
  },
  {
    name: 'decorators',
    title: 'The Nest layer: sends that are awaited, sink, 64 in flight, 278 bytes of JSON',
    server: 'sink',
    mode: 'sync',
    inFlight: 64,
    base: 'producer.send',
    competitors: [
      'producer.send',
      '@SendSync',
      '@SendAsync',
      'ProducerService.send',
      '@SendSync, guard, interceptor',
    ].map(nest),
  },
  {
    name: 'decorators one-way',
    title: 'The Nest layer: one-way sends, sink, 64 in flight, 278 bytes of JSON',
    server: 'sink',
    mode: 'oneway',
    inFlight: 64,
    base: 'producer.sendOneway',
    competitors: ['producer.sendOneway', '@SendOneway'].map(nest),
  },
  {
    name: 'decorators batch',
    title: 'The Nest layer: batches of 32, sink, 8 in flight, 278 bytes of JSON each',
    server: 'sink',
    mode: 'batch',
    inFlight: 8,
    base: 'producer.sendBatch',
    competitors: ['producer.sendBatch', '@SendBatch'].map(nest),
  },
  {
    name: 'real 1',
    title: 'Real broker, 1 in flight',
    server: 'real',
    mode: 'sync',
    inFlight: 1,
    bodyBytes: SMALL,
    base: 'Java',
    competitors: [OWN, JAVA_AWAITED],
  },
  {
    name: 'real 64',
    title: 'Real broker, 64 in flight',
    server: 'real',
    mode: 'sync',
    inFlight: 64,
    bodyBytes: SMALL,
    base: 'Java',
    competitors: [OWN, JAVA, ALI_ONS, GO],
  },
  {
    name: 'real 1000',
    title: 'Real broker, 1000 in flight',
    server: 'real',
    mode: 'sync',
    inFlight: 1000,
    bodyBytes: SMALL,
    base: 'Java',
    competitors: [OWN, JAVA, PROTOTYPE],
  },
  {
    name: 'real 4000 B',
    title: 'Real broker, 1000 in flight, bodies of 4000 bytes',
    server: 'real',
    mode: 'sync',
    inFlight: 1000,
    bodyBytes: LARGE,
    base: 'Java',
    competitors: [OWN, JAVA],
  },
  {
    name: 'real one-way',
    title: 'Real broker, one-way, one sender: rates and costs of what is stored',
    server: 'real',
    mode: 'oneway',
    inFlight: 1,
    bodyBytes: SMALL,
    base: 'Java',
    competitors: [OWN, JAVA_AWAITED],
  },
  {
    name: 'real batch',
    title: 'Real broker, explicit batches of 32, 8 in flight',
    server: 'real',
    mode: 'batch',
    inFlight: 8,
    bodyBytes: SMALL,
    base: 'Java',
    competitors: [OWN, JAVA_AWAITED],
  },
  {
    name: 'automatic batching, 1000 callers',
    title: 'Real broker, automatic batching, 1000 callers',
    server: 'real',
    mode: 'sync',
    inFlight: 1000,
    bodyBytes: SMALL,
    base: 'Java, batching',
    competitors: [
      { ...OWN, name: 'own, batching', batching: true },
      { ...JAVA, name: 'Java, batching', batching: true },
      OWN,
    ],
  },
  ...[1, 32].map((inFlight) => ({
    name: `automatic batching, ${inFlight} caller${inFlight === 1 ? '' : 's'}`,
    title: `Real broker, automatic batching, ${inFlight} ${inFlight === 1 ? 'caller that awaits' : 'callers that await'} each send`,
    server: 'real',
    mode: 'sync',
    inFlight,
    bodyBytes: SMALL,
    base: 'own',
    competitors: [{ ...OWN, name: 'own, batching', batching: true }, OWN],
  })),
  {
    name: 'start',
    title: 'Start of process to first acknowledged send, real broker',
    server: 'real',
    mode: 'start',
    bodyBytes: SMALL,
    base: 'bare Node',
    competitors: [OWN, { name: 'bare Node', driver: 'bare' }, PROTOTYPE, ALI_ONS, JAVA_AWAITED, GO],
  },
];
