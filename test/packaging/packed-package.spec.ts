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
import { expectedLifecycle } from './expected-lifecycle.js';
import { expectedMatrix, type Major, withoutAccidentalOrder } from './expected-matrix.js';
import type { MatrixReport } from './source/matrix.js';
import type { ShopReport } from './source/shop.js';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../', import.meta.url));
const TIMEOUT_MS = 300_000;

/** Applications of their own, with their lock files; each compiles and runs what is in `source/`. */
const FIXTURES = ['nest-11-cjs', 'nest-11-esm', 'nest-12-cjs', 'nest-12-esm'] as const;

/** Terminus comes with Nest's version; 11 has no status for degraded. */
function expectedReport(fixture: string): ShopReport {
  const degraded = fixture.startsWith('nest-11') ? 'ok: up and degraded' : 'degraded: degraded';
  return {
    sendStatus: 'SEND_OK',
    stored: ['{"cancelled":"1"}', '{"clicked":"1"}', '{"id":"1"}', '{"shipped":"1"}', '{"viewed":"1"}'],
    health: ['ok: up', 'ok: up', degraded],
    doubled: [],
    tokenFound: true,
    errorKnown: true,
  };
}

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
  await Promise.all(FIXTURES.map(prepareFixture));
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

/** Installs the packed package next to what the lock file names, and compiles the shop against its types. */
async function prepareFixture(name: string): Promise<void> {
  const app = join(folder, name);
  const npm = (...args: string[]): Promise<unknown> =>
    run('npm', [...args, '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: app });
  await cp(join(repository, 'test/packaging', name), app, { recursive: true });
  await cp(join(repository, 'test/packaging/source'), join(app, 'source'), { recursive: true });

  await npm('ci');
  await npm('install', '--no-save', join(folder, packed.filename));
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, '-p', app]).catch((error: Error & { stdout?: string }) => {
    throw new Error(`${name} does not compile:\n${error.stdout ?? ''}`, { cause: error });
  });
}

/** Puts what was packed into a folder of its own, next to the tarball. */
async function unpack(name: string): Promise<string> {
  const target = join(folder, name);
  await mkdir(target, { recursive: true });
  await run('tar', ['-xzf', join(folder, packed.filename), '-C', target, '--strip-components=1']);
  return target;
}

/** Imports an entry where nothing but the package is installed. */
function importAlone(entry: string): Promise<{ stdout: string }> {
  const script = `await import('${entry}'); process.stdout.write('loaded')`;
  return run(process.execPath, ['--input-type=module', '-e', script], { cwd: join(folder, 'alone') });
}

it('holds the built entries as ES modules and as CommonJS, their types and the texts, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);

  for (const entry of ['index', 'client/index', 'embedded/index', 'health/index', 'testing/index']) {
    for (const folderOfKind of ['dist', 'dist/cjs']) {
      expect(paths).toContain(`${folderOfKind}/${entry}.js`);
      expect(paths).toContain(`${folderOfKind}/${entry}.d.ts`);
    }
  }
  const built = /^(?:dist\/.+\.(?:js|d\.ts)|dist\/cjs\/package\.json)$/;
  const texts = /^(?:package\.json|README\.md|LICENSE|compose\.yaml|docs\/[\w-]+\.md)$/;
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

it.each(FIXTURES)(
  'works in %s, loaded by import and by require: injection, decorators, every entry, one of each class',
  async (name) => {
    const runner = name.endsWith('-cjs') ? 'built/run-cjs.js' : 'built/run-esm.js';

    const { stdout, stderr } = await run(process.execPath, [runner], { cwd: join(folder, name) });

    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(expectedReport(name));
  },
  TIMEOUT_MS,
);

it.each(FIXTURES)(
  'publishes once for each call or element in %s, whatever the scope, result, host and place of the decorator',
  async (name) => {
    const app = join(folder, name);
    const major = name.split('-')[1] as Major;
    const core = await readFile(join(app, 'node_modules/@nestjs/core/package.json'), 'utf8');

    const { stdout, stderr } = await run(process.execPath, ['built/matrix.js', major], { cwd: app });

    expect(core).toContain(`"version": "${major}.`);
    expect(stderr).toBe('');
    const report = JSON.parse(stdout) as MatrixReport;
    expect(withoutAccidentalOrder(report)).toEqual(withoutAccidentalOrder(expectedMatrix(major)));
  },
  TIMEOUT_MS,
);

it.each(FIXTURES)(
  'starts and ends with the app in %s: what was accepted is stored, what comes later is refused, nothing stays open',
  async (name) => {
    const major = name.split('-')[1] as Major;

    const { stdout, stderr } = await run(process.execPath, ['built/lifecycle.js', major], { cwd: join(folder, name) });

    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(expectedLifecycle(major));
  },
  TIMEOUT_MS,
);

it.each([
  ['Jest', 'nest-11-cjs', ['jest/bin/jest.js'], /Tests: +7 passed, 7 total/],
  ['Vitest', 'nest-12-esm', ['vitest/vitest.mjs', 'run'], /Tests +2 passed \(2\)/],
])(
  'works under %s in %s',
  async (_, name, [testRunner = '', ...flags], allPassed) => {
    const { stdout, stderr } = await run(process.execPath, [`node_modules/${testRunner}`, ...flags], {
      cwd: join(folder, name),
      env: { PATH: process.env['PATH'], NO_COLOR: '1', EXPECTED_REPORT: JSON.stringify(expectedReport(name)) },
    });

    expect(stdout + stderr).toMatch(allPassed);
  },
  TIMEOUT_MS,
);

it(
  'has no dependencies: the client and the embedded cluster load without Nest',
  async () => {
    await unpack('alone/node_modules/nestjs-rocketmq');
    const client = await importAlone('nestjs-rocketmq/client');
    const embedded = await importAlone('nestjs-rocketmq/embedded');
    const main = await importAlone('nestjs-rocketmq').then(
      () => 'loaded',
      (error: Error) => error.message,
    );

    expect([client.stdout, embedded.stdout]).toEqual(['loaded', 'loaded']);
    expect(main).toMatch(/Cannot find package '(?:@nestjs\/\w+|reflect-metadata|rxjs)'/);
  },
  TIMEOUT_MS,
);
