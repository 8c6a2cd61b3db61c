/**
 * The sample app built by `nest build` as `npm start` does it, but into a temporary folder of its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

export const PROJECT = join(import.meta.dirname, '..', '..');

export interface ShopBuild {
  /** The package's main entry. */
  readonly library: string;
  /** The program to run with node. */
  readonly main: string;
  remove(): void;
}

/** @throws {Error} with the compiler's output when the app does not compile */
export function buildShop(): ShopBuild {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'shop-')));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const files = {
    'package.json': { type: 'module' },
    'nest-cli.json': { sourceRoot: 'sample-app', entryFile: 'sample-app/main' },
    'tsconfig.json': {
      extends: join(PROJECT, 'tsconfig.app.json'),
      compilerOptions: { outDir: join(folder, 'build'), sourceMap: false },
    },
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  // The CLI takes paths from the working directory only.
  const from = relative(PROJECT, folder);
  const nest = join(PROJECT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const options = ['--config', join(from, 'nest-cli.json'), '--path', join(from, 'tsconfig.json')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build', ...options], {
    cwd: PROJECT,
    encoding: 'utf8',
  });
  if (status !== 0) {
    remove();
    throw new Error(`nest build ended with ${status}\n${stdout}${stderr}`);
  }
  const built = join(folder, 'build');
  return { library: join(built, 'lib', 'index.js'), main: join(built, 'sample-app', 'main.js'), remove };
}
