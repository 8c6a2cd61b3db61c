/**
 * Jest's global teardown for the interop specs: ends what global-setup.js started, in the same process.
 */
export default async function globalTeardown() {
  const { stopJestClusters } = await import('./jest-clusters.js');
  await stopJestClusters();
}
