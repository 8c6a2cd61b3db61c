/**
 * Free loopback ports for programs that must be told their port before they start.
 * Looks below the range that systems give to outgoing connections, so that none of those takes one in between.
 */
import { createServer, type Server } from 'node:net';

const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 30_000;
const ATTEMPTS = 200;

const handedOut = new Set<number>();

/**
 * Answers the first of `count` neighbouring ports that are all free now, and never hands those out again.
 *
 * @throws {Error} when 200 places were tried in vain
 */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if (ports.some((port) => handedOut.has(port))) continue;
    for (const port of ports) handedOut.add(port);
    if (await areFree(ports)) return first;
  }
  throw new Error(`no ${count} neighbouring free ports between ${LOWEST_PORT} and ${HIGHEST_PORT}`);
}

async function areFree(ports: readonly number[]): Promise<boolean> {
  const attempts = await Promise.allSettled(ports.map(listen));
  const servers = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  await Promise.all(servers.map(close));
  return servers.length === ports.length;
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
