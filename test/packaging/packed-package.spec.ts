/**
 * The package as users get it: packed, then installed outside of this repository.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
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

/** Puts what was packed into a folder of its own, next to the tarball. */
async function unpack(name: string): Promise<string> {
  const target = join(folder, name);
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', join(folder, packed.filename), '-C', target, '--strip-components=1']);
  return target;
}

it('holds the built entries as ES modules and as CommonJS, their types and the texts, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);

  for (const entry of ['index', 'client/index', 'embedded/index', 'health/index']) {
    for (const folderOfKind of ['dist', 'dist/cjs']) {
      expect(paths).toContain(`${folderOfKind}/${entry}.js`);
      expect(paths).toContain(`${folderOfKind}/${entry}.d.ts`);
    }
  }
  const built = /^(?:dist\/.+\.(?:js|d\.ts)|dist\/cjs\/package\.json)$/;
  const texts = /^(?:package\.json|README\.md|LICENSE)$/;
  expect(paths.filter((path) => !built.test(path) && !texts.test(path))).toEqual([]);
});

it('names no source map, since it holds none', async () => {
  const unpacked = await unpack('maps');
  const files = packed.files.map(({ path }) => path).filter((path) => path.startsWith('dist/'));
  const sources = await Promise.all(files.map((path) => readFile(join(unpacked, path), 'utf8')));

  expect(files.filter((_, index) => sources[index]?.includes('sourceMappingURL'))).toEqual([]);
});

it.each([
  ['publint', ['publint/src/cli.js', '--strict']],
  ['attw', ['@arethetypeswrong/cli/dist/index.js', '--no-emoji', '--no-color']],
])(
  'has entries and types that %s finds right for every way of resolving them',
  async (_, [command = '', ...flags]) => {
    const checker = join(repository, 'node_modules', command);

    // Both exit with an error when they find anything.
    const { stdout } = await run(process.execPath, [checker, join(folder, packed.filename), ...flags]);

    expect(stdout).toMatch(/All good!|No problems found/);
  },
  TIMEOUT_MS,
);

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
    await unpack('alone/node_modules/nestjs-rocketmq');
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
