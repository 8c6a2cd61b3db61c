/**
 * The port of the shop, and what to say when it cannot have it.
 */
const DEFAULT_PORT = 3000;
const LARGEST_PORT = 65_535;

/** @param text - a port, 0 for any free one; nothing means 3000 */
export function httpPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= LARGEST_PORT) return port;
  throw new Error(`PORT is ${text}, it must be a number from 0 to ${LARGEST_PORT}`);
}

export function portProblem(error: unknown, port: number): unknown {
  if ((error as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE') return error;
  return new Error(`port ${port} is taken, choose another one: PORT=${port + 1} npm start`, { cause: error });
}
