// The drivers in other languages: builds each where its tools are installed, and says how it is started. What a driver is
// told and what it prints is the same in every language. The folders `build` are ignored by git and safe to delete.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findToolchain, runProgram } from './harness.mjs';

// The first time, Maven and Go also download what the drivers depend on.
const BUILD_TIMEOUT_MS = 10 * 60_000;
const [JAVA_FOLDER, GO_FOLDER] = ['java', 'go'].map((name) =>
  fileURLToPath(new URL(`drivers/${name}`, import.meta.url)),
);
const JAVA_BUILD = join(JAVA_FOLDER, 'build');
const CLASS_PATH_FILE = join(JAVA_BUILD, 'class-path.txt');

/**
 * The official Java client with the defaults of its JVM.
 *
 * @param options.headerFormat - `JSON` or `ROCKETMQ`; the client reads it before anything else, hence a flag of the JVM.
 *   Default: the client's own, which is JSON
 * @returns `command` and `args`, to which the driver's JSON argument is appended, and `description` with versions and flags;
 *   undefined, after a line that says what is missing, without Java 17 and Maven
 * @throws {Error} with Maven's output when it cannot build the driver
 */
export async function javaDriver({ headerFormat } = {}) {
  const search = await findToolchain();
  if (!search.isComplete) {
    console.log(`no Java client: ${search.missing}`);
    return undefined;
  }
  const { java, maven } = search.toolchain;
  if (!isJavaDriverBuilt()) {
    await build(maven, ['-q', '-B', 'compile', 'dependency:build-classpath'], JAVA_FOLDER);
  }
  const jars = javaClassPath();
  const formatFlags = headerFormat === undefined ? [] : [`-Drocketmq.serialize.type=${headerFormat}`];
  // It writes a log under the user's home otherwise.
  const logFlag = `-Drocketmq.log.root=${join(JAVA_BUILD, 'logs')}`;
  const version = await versionIn(/version "(.+?)"/, java, ['-version']);
  return {
    command: java,
    args: [...formatFlags, logFlag, '-cp', [join(JAVA_BUILD, 'classes'), ...jars].join(delimiter), 'Driver'],
    description: [
      `rocketmq-client ${/rocketmq-client-([^/\\]+)\.jar/.exec(jars.join(delimiter))?.[1]}`,
      `on Java ${version}, flags`,
      ...formatFlags,
      '-Drocketmq.log.root=(its build folder)',
    ].join(' '),
  };
}

/**
 * The official Go client, as `javaDriver()` does it.
 *
 * @throws {Error} with the compiler's output when the driver does not build
 */
export async function goDriver() {
  const version = await versionIn(/go version go(\S+)/, 'go', ['version']);
  if (version === undefined) {
    console.log('no Go client: go was not found');
    return undefined;
  }
  const program = join('build', process.platform === 'win32' ? 'driver.exe' : 'driver');
  // Go knows by itself when there is nothing to do. What commit it was built from does not matter.
  await build('go', ['build', '-buildvcs=false', '-o', program, '.'], GO_FOLDER);
  const modules = readFileSync(join(GO_FOLDER, 'go.mod'), 'utf8');
  return {
    command: join(GO_FOLDER, program),
    args: [],
    description: `rocketmq-client-go ${/rocketmq-client-go\/v2 v(\S+)/.exec(modules)?.[1]} by Go ${version}`,
  };
}

/** Maven takes seconds to find that it has nothing to do. */
function isJavaDriverBuilt() {
  if (!existsSync(CLASS_PATH_FILE)) return false;
  const builtAt = statSync(CLASS_PATH_FILE).mtimeMs;
  const sources = readdirSync(JAVA_FOLDER).filter((name) => /\.(?:java|xml)$/.test(name));
  return (
    sources.every((name) => statSync(join(JAVA_FOLDER, name)).mtimeMs <= builtAt) &&
    javaClassPath().every((jar) => existsSync(jar))
  );
}

function javaClassPath() {
  return readFileSync(CLASS_PATH_FILE, 'utf8').trim().split(delimiter);
}

async function build(command, programArguments, folder) {
  const { exitCode, output } = await runProgram(command, programArguments, { folder, timeoutMs: BUILD_TIMEOUT_MS });
  if (exitCode !== 0) throw new Error(`${[command, ...programArguments].join(' ')} in ${folder} failed:\n${output}`);
}

/** Undefined when the program does not exist. */
async function versionIn(pattern, command, programArguments) {
  const { exitCode, output } = await runProgram(command, programArguments);
  return exitCode === 0 ? pattern.exec(output)?.[1] : undefined;
}
