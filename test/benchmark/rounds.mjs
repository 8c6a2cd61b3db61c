// Interleaved rounds: every round runs every driver once, one after the other, each in a process of its own.
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * What the drivers printed, by their names and in the order of the rounds.
 *
 * @param drivers - each with `name`, `file` in the folder `drivers`, and `environment`
 * @param settings.unit - of `warm` and `measured`: `milliseconds`, or `messages` where only the CPU of one counts, which says
 *   the same on a machine that others use, too
 */
export function interleaved(drivers, { port, inFlight, rounds, unit, warm, measured }) {
  const results = Object.fromEntries(drivers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const driver of drivers) results[driver.name].push(runDriver(driver, [unit, port, inFlight, warm, measured]));
  }
  return results;
}

function runDriver({ file, environment }, figures) {
  const program = fileURLToPath(new URL(`drivers/${file}`, import.meta.url));
  const output = execFileSync(process.execPath, [program, ...figures.map(String)], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output);
}

/** One figure of every round, divided by the same figure of another driver in that round. */
export function ratios(results, others, figure) {
  return results.map((result, round) => result[figure] / others[round][figure]);
}

export function median(values) {
  return quantile(values, 0.5);
}

/** Median and range. */
export function spread(values, digits) {
  const [least, middle, most] = [0, 0.5, 1].map((share) => quantile(values, share).toFixed(digits));
  return `${middle} (${least}-${most})`;
}

/** Median and quartiles. */
export function quartiles(values, digits) {
  const [lower, middle, upper] = [0.25, 0.5, 0.75].map((share) => quantile(values, share).toFixed(digits));
  return `${middle} (${lower}-${upper})`;
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)];
}
