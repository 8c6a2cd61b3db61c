/**
 * Owns processes and one temporary folder, and ends both when its standard input closes: because the parent asked for
 * that or because the parent died, even by SIGKILL. Started as `node process-guard.mjs <folder> [lifeline port]`; reads
 * commands and writes events as JSON lines. A piped process gets file descriptors 3 and 4 as its input and output.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

const [folder, lifelinePort] = process.argv.slice(2);
const children = new Map();
let isEnding = false;

const commands = {
  start({ name, command, programArguments, logFile, isPiped }) {
    const log = openSync(logFile, 'a');
    const child = spawn(command, programArguments, {
      cwd: folder,
      stdio: isPiped ? [3, 4, log] : ['ignore', log, log],
    });
    closeSync(log);
    children.set(name, child);
    child.once('spawn', () => report({ event: 'started', name, pid: child.pid }));
    child.once('error', (error) => ended(name, child, error.message));
    child.once('exit', (code, signal) => ended(name, child, signal ?? `exit code ${code}`));
  },
  signal({ name, signal }) {
    children.get(name)?.kill(signal);
  },
};

function ended(name, child, reason) {
  if (children.get(name) === child) children.delete(name);
  report({ event: 'ended', name, reason });
  removeFolderWhenAlone();
}

function report(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function endEverything() {
  isEnding = true;
  // SIGKILL also ends a stopped process (SIGSTOP), which any other signal would wait behind.
  for (const child of children.values()) child.kill('SIGKILL');
  removeFolderWhenAlone();
}

function removeFolderWhenAlone() {
  if (!isEnding || children.size > 0) return;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

// Nobody reads the events of a guard whose parent died.
process.stdout.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, endEverything);
if (lifelinePort !== undefined) {
  const lifeline = createConnection({ host: '127.0.0.1', port: Number(lifelinePort) });
  lifeline.on('error', () => {}).once('close', endEverything);
  lifeline.resume();
}
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    commands[command.do](command);
  })
  .once('close', endEverything);
