// One case: everybody's driver is started and warmed up once, then each is measured in turn in every round.
import { machineCpuMicros, processCpuMicros } from './cpu-clocks.mjs';
import { DriverProcess } from './driver-process.mjs';
import { windowFigures } from './measures.mjs';
import { storedSince } from './stored-since.mjs';

/**
 * @param tools.server - that of the case
 * @param tools.programs - of the drivers
 * @returns the case with `competitors`: name, program and settings of each that was measured, and its `rounds`; `broken`: those
 *   that failed, with the reason
 */
export async function measureCase(measured, tools, { rounds, windowMs, warmUpMs }) {
  const lanes = new Lanes(measured, tools);
  try {
    for (const competitor of measured.competitors) await lanes.add(competitor, warmUpMs);
    for (let round = 0; round < rounds; round++) {
      const figures = await lanes.measureRound(round, windowMs);
      console.log(`  round ${round + 1} of ${rounds}: ${figures}`);
      if (round === 0) await lanes.keepFasterFormats();
    }
  } finally {
    await lanes.stop();
  }
  const { base, title, server, mode, inFlight, bodyBytes, name } = measured;
  return { name, title, server, mode, inFlight, bodyBytes, base, ...lanes.results() };
}

/** A lane is a competitor, or one of its header formats, with its process and what it has shown so far. */
class Lanes {
  #case;
  #server;
  #programs;
  #lanes = [];
  #broken = [];
  #slowerFormats = [];

  constructor(measured, { server, programs }) {
    this.#case = measured;
    this.#server = server;
    this.#programs = programs;
  }

  async add({ name, driver, ...own }, warmUpMs) {
    const programs = await this.#programs.find(driver);
    const { mode, inFlight, bodyBytes } = this.#case;
    const topic = `bench-${this.#case.name}-${name}`.replaceAll(/[^\w-]+/g, '_');
    if (programs.length > 0) await this.#server.prepareTopic(topic);
    for (const program of programs) {
      const { headerFormat } = program;
      const settings = { nameServer: this.#server.nameServer, topic, mode, inFlight, bodyBytes, headerFormat, ...own };
      const lane = { name, driver, program, settings, rounds: [], process: new DriverProcess(name, program, settings) };
      this.#lanes.push(lane);
      await this.#unlessItBreaks(lane, () => lane.process.measure(warmUpMs ?? program.warmUpMs));
    }
  }

  /** Whoever comes first in one round comes last in the next, so that nobody always follows the same neighbour. */
  async measureRound(round, windowMs) {
    const start = round % Math.max(1, this.#lanes.length);
    const inTurn = [...this.#lanes.slice(start), ...this.#lanes.slice(0, start)];
    for (const lane of inTurn) await this.#unlessItBreaks(lane, () => this.#measure(lane, windowMs));
    return this.#lanes.map(({ name, rounds }) => `${name} ${Math.round(rounds.at(-1).rate)}/s`).join(', ');
  }

  async #measure(lane, windowMs) {
    const { topic, mode } = lane.settings;
    const storedBefore = await this.#server.storedMessages?.(topic);
    const before = this.#clocks();
    const said = await lane.process.measure(windowMs);
    const stored = storedBefore === undefined ? undefined : await storedSince(storedBefore, said, this.#server, topic);
    const after = this.#clocks();
    lane.rounds.push(windowFigures(said, { stored, ...usedBetween(before, after) }, mode));
  }

  #clocks() {
    return { serverCpu: processCpuMicros(this.#server.pid), machineCpu: machineCpuMicros(), time: performance.now() };
  }

  async keepFasterFormats() {
    for (const name of new Set(this.#lanes.map((lane) => lane.name))) {
      const [faster, ...slower] = this.#lanes
        .filter((lane) => lane.name === name)
        .toSorted((one, other) => other.rounds[0].rate - one.rounds[0].rate);
      for (const lane of slower) {
        console.log(`  ${name} goes on with ${faster.settings.headerFormat} headers`);
        this.#slowerFormats.push(lane);
        await this.#remove(lane);
      }
    }
  }

  async stop() {
    await Promise.all(this.#lanes.map((lane) => lane.process.stop()));
  }

  results() {
    return {
      competitors: this.#lanes.map(told),
      slowerFormats: this.#slowerFormats.map(told),
      broken: this.#broken,
    };
  }

  async #unlessItBreaks(lane, step) {
    try {
      await step();
    } catch (error) {
      console.log(`  ${lane.name} is out: ${error.message}`);
      this.#broken.push({ name: lane.name, reason: error.message });
      await this.#remove(lane);
    }
  }

  async #remove(lane) {
    this.#lanes = this.#lanes.filter((other) => other !== lane);
    await lane.process.stop();
  }
}

/** The port of the server says nothing. */
function told({ name, driver, program, settings, rounds }) {
  const { nameServer: _nameServer, ...kept } = settings;
  return { name, driver, description: program.description, settings: kept, rounds };
}

function usedBetween(before, after) {
  if (before.serverCpu === undefined) return {};
  return {
    serverCpuMicros: after.serverCpu - before.serverCpu,
    machineCpuMicros: after.machineCpu - before.machineCpu,
    machineMicros: (after.time - before.time) * 1000,
  };
}
