/**
 * The clusters that all interop specs share: 5.5.0 with two brokers and 4.9.7 with one, started once for a Jest run.
 * Their addresses travel to the specs in an environment variable, which Jest's workers inherit.
 */
import { classPath, REAL_VERSIONS } from './class-path.js';
import { CLUSTERS_VARIABLE, JAVA_SIDE_VERSION } from './cluster-handover.js';
import { compiledJavaSide } from './java-program.js';
import { Lifeline, LIFELINE_VARIABLE } from './lifeline.js';
import { type RealCluster, type RealClusterInfo, startRealCluster } from './real-cluster.js';
import { findToolchain, type Toolchain } from './toolchain.js';

const BROKERS = { '5.5.0': 2, '4.9.7': 1 } as const;

const running: RealCluster[] = [];
const lifeline = new Lifeline();

/**
 * Starts the clusters, or says in one line why it does not.
 *
 * @throws {Error} when `CI=true` and Java or Maven is missing, or when a cluster does not start
 */
export async function startJestClusters(): Promise<void> {
  const search = await findToolchain();
  if (!search.isComplete) {
    if (process.env['CI'] === 'true') throw new Error(`interop: ${search.missing}`);
    process.stdout.write(`interop: skipped, ${search.missing}\n`);
    return;
  }
  // One after the other: two Mavens at once may spoil each other's local repository.
  for (const version of REAL_VERSIONS) await classPath(version, search.toolchain);
  const outcomes = await Promise.allSettled([...REAL_VERSIONS.map(startShared), prepareJavaSide(search.toolchain)]);
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) {
    await stopJestClusters();
    throw failure.reason;
  }
  process.env[LIFELINE_VARIABLE] = String(await lifeline.open());
  process.env[CLUSTERS_VARIABLE] = JSON.stringify(REAL_VERSIONS.flatMap(infoOf));
}

/** Ends what was started; does nothing when nothing was. */
export async function stopJestClusters(): Promise<void> {
  lifeline.close();
  await Promise.all(running.splice(0).map((cluster) => cluster.stop()));
}

async function startShared(version: (typeof REAL_VERSIONS)[number]): Promise<void> {
  running.push(await startRealCluster({ version, brokers: BROKERS[version] }));
}

async function prepareJavaSide(toolchain: Toolchain): Promise<void> {
  await compiledJavaSide(JAVA_SIDE_VERSION, await classPath(JAVA_SIDE_VERSION, toolchain), toolchain);
}

function infoOf(wanted: (typeof REAL_VERSIONS)[number]): RealClusterInfo[] {
  return running
    .filter((cluster) => cluster.version === wanted)
    .map(({ version, nameServer, brokers }) => ({ version, nameServer, brokers }));
}
