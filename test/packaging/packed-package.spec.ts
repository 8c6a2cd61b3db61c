/**
 * The package as users get it: packed, then installed outside of this repository.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../', import.meta.url));
const TIMEOUT_MS = 180_000;

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nestjs-rocketmq-packed-'));
  await run('npm', ['run', 'build'], { cwd: repository });
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: repository,
  });
  packed = firstOf(JSON.parse(stdout) as Packed[] | Record<string, Packed>);
}, TIMEOUT_MS);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** npm 11 prints a list, npm 12 an object by package name. */
function firstOf(printed: Packed[] | Record<string, Packed>): Packed {
  const [first] = Object.values(printed);
  if (first === undefined) throw new Error('npm pack printed no package');
  return first;
}

it('holds the built entries, their types and the texts, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);

  for (const entry of ['index', 'client/index', 'embedded/index', 'health/index']) {
    expect(paths).toContain(`dist/${entry}.js`);
    expect(paths).toContain(`dist/${entry}.d.ts`);
  }
  expect(paths.filter((path) => !/^(?:dist\/.+\.(?:js|d\.ts)|package\.json|README\.md|LICENSE)$/.test(path))).toEqual(
    [],
  );
});

it(
  'installs in an empty Nest 12 application, and every entry works there',
  async () => {
    const app = join(folder, 'app');
    await cp(join(repository, 'test/packaging/nest-12-esm'), app, { recursive: true });
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: app });
    await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', join(folder, packed.filename)], { cwd: app });

    const { stdout, stderr } = await run(process.execPath, ['main.js'], { cwd: app });

    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      sendStatus: 'SEND_OK',
      stored: ['{"hello":"world"}'],
      oneClass: true,
      health: 'RocketMQHealthIndicator',
    });
  },
  TIMEOUT_MS,
);

it(
  'has no dependencies: the client and the embedded cluster load without Nest',
  async () => {
    const alone = join(folder, 'alone', 'node_modules', 'nestjs-rocketmq');
    await mkdir(alone, { recursive: true });
    await run('tar', ['-xzf', join(folder, packed.filename), '-C', alone, '--strip-components=1']);
    const load = (entry: string): Promise<{ stdout: string }> =>
      run(process.execPath, ['--input-type=module', '-e', `await import('${entry}'); process.stdout.write('loaded')`], {
        cwd: join(folder, 'alone'),
      });

    const client = await load('nestjs-rocketmq/client');
    const embedded = await load('nestjs-rocketmq/embedded');
    const main = await load('nestjs-rocketmq').then(
      () => 'loaded',
      (error: Error) => error.message,
    );

    expect([client.stdout, embedded.stdout]).toEqual(['loaded', 'loaded']);
    expect(main).toMatch(/Cannot find package '(?:@nestjs\/\w+|reflect-metadata|rxjs)'/);
  },
  TIMEOUT_MS,
);
