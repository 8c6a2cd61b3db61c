// Which program drives each client, how it is started, and how long it needs until it is as fast as it gets.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { goDriver, javaDriver } from '../foreign-drivers.mjs';

/** The compilers of a JVM go on for 20 seconds and more; a comparison after 5 would flatter everybody else. */
const JVM_WARM_UP_MS = 20_000;
const WARM_UP_MS = 5000;
const JAVA_HEADER_FORMATS = ['JSON', 'ROCKETMQ'];

const readJson = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const OWN = `nestjs-rocketmq ${readJson('../../../package.json').version}`;
const NEST_VERSION = readJson('../../../package-lock.json').packages['node_modules/@nestjs/core'].version;

/** How a driver is found: all of its programs, of which the fastest counts. */
const DRIVERS = {
  own: () => nodeProgram('own', OWN),
  nest: () => nodeProgram('nest', `${OWN}, NestJS ${NEST_VERSION}`),
  prototype: () => nodeProgram('prototype', 'a bare hot path'),
  'ali-ons': () => nodeProgram('ali-ons', `ali-ons ${readJson('../package.json').dependencies['ali-ons']}`),
  bare: () => nodeProgram('bare', 'prints one line'),
  java: javaPrograms,
  go: async () => [await goDriver()],
};

/** Builds and remembers programs; one that is missing on this machine is missing for all cases. */
export class DriverPrograms {
  #found = new Map();

  /**
   * @returns a list of `{ command, args, description, warmUpMs, headerFormat }`, of which the fastest counts: empty where a
   *   tool is missing
   */
  find(driver) {
    if (!this.#found.has(driver)) this.#found.set(driver, this.#look(driver));
    return this.#found.get(driver);
  }

  async #look(driver) {
    const programs = (await DRIVERS[driver]()).filter((program) => program !== undefined);
    for (const { description } of programs) console.log(`${driver}: ${description}`);
    return programs.map((program) => ({ warmUpMs: WARM_UP_MS, ...program }));
  }
}

function nodeProgram(driver, description) {
  const file = fileURLToPath(new URL(`../drivers/${driver}.mjs`, import.meta.url));
  return [{ command: process.execPath, args: [file], description: `${description} on Node ${process.version}` }];
}

/** One after another: they share what is built. */
async function javaPrograms() {
  const programs = [];
  for (const headerFormat of JAVA_HEADER_FORMATS) {
    const program = await javaDriver({ headerFormat });
    if (program === undefined) break;
    programs.push({ ...program, headerFormat, warmUpMs: JVM_WARM_UP_MS });
  }
  return programs;
}
