// What the benchmark takes from the harness of the interop tests, which is TypeScript.
import { register } from 'node:module';

register('../typescript-hooks.js', import.meta.url);

export const { findToolchain } = await import('../interop/harness/toolchain.js');
export const { runProgram } = await import('../interop/harness/run-program.js');
export const { startRealCluster } = await import('../interop/harness/real-cluster.js');
