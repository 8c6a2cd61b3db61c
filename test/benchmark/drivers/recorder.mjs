// What one window of sending came to: counts, time, CPU of this process, latencies, memory.
import { readFileSync } from 'node:fs';
import process from 'node:process';

/** One bucket a microsecond; what takes longer than the last one counts there. */
const BUCKETS = 2_000_000;
const MICROS_PER_MS = 1000;

export class Recorder {
  messages = 0;
  acknowledged = 0;
  /** On the clock of `performance.now()`: no send is begun afterwards. */
  endsAt = 0;
  #failed = 0;
  #hasToldFailure = false;
  #latencies = new Int32Array(BUCKETS);
  #startedAt = 0;
  #cpuBefore;
  /** Over all windows: numbers of messages go on counting up. */
  #nextIndex = 0;

  begin(milliseconds) {
    this.messages = 0;
    this.acknowledged = 0;
    this.#failed = 0;
    this.#latencies.fill(0);
    this.#cpuBefore = process.cpuUsage();
    this.#startedAt = performance.now();
    this.endsAt = this.#startedAt + milliseconds;
  }

  /** The number of the first of so many messages that are begun now. */
  take(count) {
    const index = this.#nextIndex;
    this.#nextIndex += count;
    this.messages += count;
    return index;
  }

  note(latencyMs) {
    const micros = Math.trunc(latencyMs * MICROS_PER_MS);
    this.#latencies[micros < BUCKETS ? micros : BUCKETS - 1] += 1;
  }

  fail(count, reason) {
    this.#failed += count;
    if (this.#hasToldFailure) return;
    this.#hasToldFailure = true;
    process.stderr.write(`first failure: ${String(reason).replaceAll('\n', ' ')}\n`);
  }

  end() {
    const elapsedMs = performance.now() - this.#startedAt;
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    return {
      messages: this.messages,
      acknowledged: this.acknowledged,
      failed: this.#failed,
      elapsedMs,
      cpuMicros: user + system,
      ...this.#percentiles(),
      peakRssMiB: peakRssMiB(),
    };
  }

  #percentiles() {
    const calls = this.#latencies.reduce((sum, count) => sum + count, 0);
    if (calls === 0) return {};
    return { p50Micros: this.#percentile(calls * 0.5), p99Micros: this.#percentile(calls * 0.99) };
  }

  #percentile(rank) {
    let left = rank;
    return this.#latencies.findIndex((count) => (left -= count) <= 0);
  }
}

/** `maxRSS` of Node is a substitute: on Linux it begins with the memory of the process that started this one. */
function peakRssMiB() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
