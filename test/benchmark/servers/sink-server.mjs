// The sink as a process of its own, which ends with this one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** It has every topic, and stores nothing. */
export async function startSink() {
  const program = fileURLToPath(new URL('sink.mjs', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  return {
    nameServer: `127.0.0.1:${Number(port)}`,
    pid: child.pid,
    async prepareTopic() {},
    async stop() {
      child.stdin.end();
      await once(child, 'close');
    },
  };
}
