/**
 * NODE_DEBUG=rocketmq, which Node reads at the start of a process, and subscribers that throw, which end it.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const PROGRAM = fileURLToPath(new URL('../fixtures/two-clients.mjs', import.meta.url));

async function run(debug: string | undefined, ...programArguments: readonly string[]): Promise<string[][]> {
  const { NODE_DEBUG: _ours, ...others } = process.env;
  const env = { ...others, NODE_NO_WARNINGS: '1', ...(debug === undefined ? {} : { NODE_DEBUG: debug }) };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM, ...programArguments], { env });
  return [stdout, stderr].map((text) => text.split('\n').filter((line) => line !== ''));
}

describe('NODE_DEBUG=rocketmq', () => {
  it('prints one line an event, once however many clients there are, and nothing that is secret', async () => {
    const [output, lines = []] = await run('rocketmq');

    expect(output).toEqual(['stored', 'BROKER_REJECTED']);
    expect(lines.filter((line) => !/^ROCKETMQ \d+: (?:connect|request|route|send):/.test(line))).toEqual([]);
    expect(new Set(lines).size).toBe(lines.length);
    const of = (name: string, client: string): string[] =>
      lines.filter((line) => line.includes(`: ${name} `) && line.endsWith(`@${client})`));
    for (const client of ['first', 'second']) {
      expect([
        of('send:start', client).length,
        of('send:attempt:start', client).length,
        of('send:attempt:end', client).length,
        of('route:start', client).length,
        of('route:end', client).length,
        of('connect:start', client).length,
        of('connect:end', client).length,
      ]).toEqual([1, 1, 1, 1, 1, 2, 2]);
    }
    expect(of('send:end', 'first')).toEqual([
      expect.stringMatching(/attempts: 1: SEND_OK, broker-a queue \d offset 0/),
    ]);
    expect(of('send:error', 'second')).toEqual([expect.stringContaining('a remark of two lines')]);
    expect(lines.join('\n')).not.toContain('secret');
  });

  it('is not there without the variable, nor for another one', async () => {
    const outputs = [await run(undefined), await run('http')];

    for (const [output, lines] of outputs) expect([output, lines]).toEqual([['stored', 'BROKER_REJECTED'], []]);
  });
});

it('a subscriber that throws ends no send: Node throws its error outside, where nobody waits', async () => {
  const [output] = await run(undefined, 'throw');

  expect(output).toEqual(['uncaught a bad subscriber', 'stored', 'uncaught a bad subscriber', 'BROKER_REJECTED']);
});
