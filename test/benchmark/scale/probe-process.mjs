// One measurement in a process of its own, so that heap, caches and compiled code start fresh.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { DriverProcess } from '../controller/driver-process.mjs';
import { startSink } from '../servers/sink-server.mjs';

/** For what counts messages and not time: a client that needs longer hangs. */
const WITHIN_MS = 60_000;

/**
 * @param wanted.probe - the program, in `probes`
 * @param wanted.flags - for Node
 * @param wanted.milliseconds - how long it is to send, if it goes by time
 * @returns what the probe says of its one window
 */
export async function measureOnce({ probe, flags = [], settings, milliseconds = WITHIN_MS }) {
  const file = fileURLToPath(new URL(`probes/${probe}.mjs`, import.meta.url));
  const child = new DriverProcess(probe, { command: process.execPath, args: [...flags, file] }, settings);
  try {
    return await child.measure(milliseconds);
  } finally {
    await child.stop();
  }
}

/** Lets a part use sinks as it needs them, each kind once; they end with it. */
export async function withSinks(use) {
  const sinks = new Map();
  const nameServerOf = async (wanted) => {
    const kind = JSON.stringify(wanted);
    if (!sinks.has(kind)) sinks.set(kind, await startSink(wanted));
    return sinks.get(kind).nameServer;
  };
  try {
    return await use(nameServerOf);
  } finally {
    for (const sink of sinks.values()) await sink.stop();
  }
}
