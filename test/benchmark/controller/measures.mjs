// What a round is told by: the figures of tables and bounds, computed from what driver, server and topic said.

/** How each figure is written, in the order of the columns of a table. */
export const MEASURES = {
  rate: { heading: 'messages/s', digits: 0, hasQuartiles: true },
  cpu: { heading: 'client CPU µs/message', digits: 2, hasQuartiles: true },
  p50: { heading: 'p50 µs', digits: 0 },
  p99: { heading: 'p99 µs', digits: 0 },
  peakRss: { heading: 'peak RSS MiB', digits: 0 },
  serverCpu: { heading: 'server CPU µs/message', digits: 2 },
  storedShare: { heading: 'stored / acknowledged', digits: 3 },
  onewayAnswers: { heading: 'one-way answers', digits: 0 },
  otherCores: { heading: 'cores used by others', digits: 2 },
  startMs: { heading: 'start ms', digits: 0, hasQuartiles: true, isDifference: true },
};

/**
 * The figures of one window. One-way messages count when they are stored, where that can be known: nobody else would tell
 * that they were lost.
 *
 * @param said - what the driver printed
 * @param seen.stored - messages that the topic has more than before; absent for a server without topics
 * @param seen.serverCpuMicros - CPU of the server; absent, as the two below, where it cannot be known
 * @param seen.machineCpuMicros - CPU of all processes in `machineMicros`: what is neither client's nor server's disturbs
 */
export function windowFigures(said, seen, mode) {
  const { stored, serverCpuMicros } = seen;
  const counted = mode === 'oneway' && stored !== undefined ? stored : said.acknowledged;
  return {
    rate: (counted / said.elapsedMs) * 1000,
    cpu: said.cpuMicros / counted,
    p50: said.p50Micros,
    p99: said.p99Micros,
    peakRss: said.peakRssMiB,
    serverCpu: serverCpuMicros && serverCpuMicros / counted,
    storedShare: stored && stored / said.acknowledged,
    onewayAnswers: mode === 'oneway' ? said.onewayAnswers : undefined,
    otherCores: otherCores(said, seen),
    said: { ...said, stored },
  };
}

function otherCores({ cpuMicros }, { serverCpuMicros, machineCpuMicros, machineMicros }) {
  if (serverCpuMicros === undefined) return undefined;
  return Math.max(0, machineCpuMicros - serverCpuMicros - cpuMicros) / machineMicros;
}
