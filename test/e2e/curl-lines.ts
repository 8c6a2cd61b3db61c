/**
 * The curl lines that the shop prints: finds them, and runs them as a reader would who pastes them into a shell.
 */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** In the order in which they are printed. */
export function curlLines(output: string): readonly string[] {
  return [...output.matchAll(/^ +(curl .+)$/gm)].map(([, line]) => line!);
}

/** The answer's body as JSON. Without curl on this machine, the line's parts are taken out of it. */
export async function runCurl(line: string): Promise<unknown> {
  if (hasCurl) return JSON.parse((await run('sh', ['-c', line], { encoding: 'utf8' })).stdout);
  const part = (pattern: RegExp): string | undefined => pattern.exec(line)?.[1];
  const body = part(/ -d '([^']*)'/);
  const response = await fetch(part(/(http:\S+)/)!, {
    method: part(/ -X (\w+)/) ?? (body === undefined ? 'GET' : 'POST'),
    headers: { 'content-type': part(/ -H 'content-type: ([^']*)'/) ?? 'text/plain' },
    body: body ?? null,
  });
  return response.json();
}
