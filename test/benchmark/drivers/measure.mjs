// What every driver does with its `send`: keeps a number of sends in flight for a while, and prints one JSON line.
const [unit, ...figures] = process.argv.slice(2);
const [port, inFlight, warm, measured] = figures.map(Number);
const keepSending = { milliseconds: keepSendingFor, messages: sendMany }[unit];

/** Where the driver connects to, and how: from the command line. */
export const nameServer = `127.0.0.1:${port}`;
export const body = Buffer.alloc(256, 'x');

/** @param send - sends one message and resolves when it is stored */
export async function measure(send) {
  await keepSending(send, warm);
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const latencies = await keepSending(send, measured);
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

function keepSendingFor(send, milliseconds) {
  const end = performance.now() + milliseconds;
  return inLanes(send, (now) => now < end);
}

function sendMany(send, messages) {
  let left = messages;
  return inLanes(send, () => left-- > 0);
}

async function inLanes(send, goesOn) {
  const latencies = [];
  const lane = async () => {
    for (let now = performance.now(); goesOn(now);) {
      await send();
      const after = performance.now();
      latencies.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return latencies;
}
