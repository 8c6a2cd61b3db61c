/**
 * Jest's global setup for the interop specs: starts the real clusters before the first spec file.
 * Plain JavaScript so that Jest can load it as it is; everything else is in jest-clusters.ts.
 */
import { register } from 'node:module';

export default async function globalSetup() {
  register('../../typescript-hooks.js', import.meta.url);
  const { startJestClusters } = await import('./jest-clusters.js');
  await startJestClusters();
}
