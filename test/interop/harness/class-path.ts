/**
 * The jars of one RocketMQ version, resolved by Maven once and remembered in `.interop-cache/<version>`.
 * Which repository they come from is Maven's own configuration.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { runProgram } from './run-program.js';
import type { Toolchain } from './toolchain.js';

export const REAL_VERSIONS = ['5.5.0', '4.9.7'] as const;
export type RealVersion = (typeof REAL_VERSIONS)[number];

const ARTIFACTS = ['rocketmq-namesrv', 'rocketmq-broker', 'rocketmq-tools', 'rocketmq-client'] as const;
const RESOLVE_TIMEOUT_MS = 10 * 60_000;

/** The git-ignored folder that keeps what is slow to make; safe to delete. */
export function cacheFolder(version: RealVersion): string {
  return resolve(import.meta.dirname, '../../..', '.interop-cache', version);
}

/**
 * Answers the class path of name server, broker, tools and client of a version.
 * Asks Maven when the pom changed or a remembered jar is gone; the first time takes up to a minute.
 *
 * @throws {Error} with Maven's output when it cannot resolve the jars
 */
export async function classPath(version: RealVersion, toolchain: Toolchain): Promise<string> {
  const folder = cacheFolder(version);
  const pom = pomFor(version);
  const remembered = await rememberedClassPath(folder, pom);
  if (remembered !== undefined) return remembered;

  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'pom.xml'), pom);
  // Its own name until it is complete: another run may be reading cp.txt.
  const outputFile = join(folder, `cp-${process.pid}.txt`);
  const { exitCode, output } = await runProgram(
    toolchain.maven,
    ['-q', '-B', 'dependency:build-classpath', `-Dmdep.outputFile=${outputFile}`],
    { folder, timeoutMs: RESOLVE_TIMEOUT_MS },
  );
  if (exitCode !== 0) throw new Error(`Maven could not resolve RocketMQ ${version}:\n${output}`);
  await rename(outputFile, join(folder, 'cp.txt'));
  return (await readFile(join(folder, 'cp.txt'), 'utf8')).trim();
}

async function rememberedClassPath(folder: string, pom: string): Promise<string | undefined> {
  const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8').catch(() => '');
  const [rememberedPom, paths] = await Promise.all([read('pom.xml'), read('cp.txt')]);
  const jars = paths.trim().split(delimiter);
  return rememberedPom === pom && jars.every((jar) => existsSync(jar)) ? paths.trim() : undefined;
}

function pomFor(version: RealVersion): string {
  const dependencies = ARTIFACTS.map(
    (artifact) => `    <dependency>
      <groupId>org.apache.rocketmq</groupId>
      <artifactId>${artifact}</artifactId>
      <version>${version}</version>
    </dependency>`,
  );
  return `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>interop</groupId>
  <artifactId>interop</artifactId>
  <version>1</version>
  <dependencies>
${dependencies.join('\n')}
  </dependencies>
</project>
`;
}
