// What every driver does with its `send`: keeps a number of sends in flight for a while, and prints one JSON line.
const [port, inFlight, warmMs, measureMs] = process.argv.slice(2).map(Number);

/** Where the driver connects to, and how: from the command line. */
export const nameServer = `127.0.0.1:${port}`;
export const body = Buffer.alloc(256, 'x');

/** @param send - sends one message and resolves when it is stored */
export async function measure(send) {
  await keepSending(send, warmMs);
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const latencies = await keepSending(send, measureMs);
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  latencies.sort((a, b) => a - b);
  const result = {
    rate: (latencies.length / elapsedMs) * 1000,
    cpuMicros: (user + system) / latencies.length,
    p50Micros: latencies[Math.floor(latencies.length * 0.5)] * 1000,
    p99Micros: latencies[Math.floor(latencies.length * 0.99)] * 1000,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
}

async function keepSending(send, forMs) {
  const latencies = [];
  const end = performance.now() + forMs;
  const lane = async () => {
    for (let now = performance.now(); now < end;) {
      await send();
      const after = performance.now();
      latencies.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return latencies;
}
