// The sink as a process of its own, which ends with this one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * It has every topic, and stores nothing.
 *
 * @param wanted.brokers - how many each topic has, each on a port of its own; default 1
 * @param wanted.answersSends - default true; otherwise it only reads them
 */
export async function startSink({ brokers = 1, answersSends = true } = {}) {
  const program = fileURLToPath(new URL('sink.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify({ brokers, answersSends })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
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
