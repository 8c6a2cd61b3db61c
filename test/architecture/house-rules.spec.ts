/**
 * The rules of ARCHITECTURE.md that a machine can check. Each failure prints the offending file or pair.
 */
import { describe, expect, it } from '@jest/globals';
import { cycles, folderOf, importedFile, levelOf, libFiles, packagesBehind } from './source-tree.js';

const files = libFiles();
const pairs = files.flatMap(({ path, imports }) =>
  imports.flatMap((specifier) => {
    const target = importedFile(path, specifier);
    return target === undefined ? [] : [{ path, target }];
  }),
);
const offenders = (isAllowed: (pair: { path: string; target: string }) => boolean): string[] =>
  pairs.filter((pair) => !isAllowed(pair)).map(({ path, target }) => `${path} -> ${target}`);

describe('imports', () => {
  it('sees the files and their imports', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(pairs.length).toBeGreaterThan(200);
    expect(offenders(({ target }) => files.some(({ path }) => path === target))).toEqual([]);
  });

  it('go to the own folder or to a lower level', () => {
    const wrong = offenders(
      ({ path, target }) => folderOf(path) === folderOf(target) || levelOf(target) < levelOf(path),
    );

    expect(wrong).toEqual([]);
  });

  it('have no cycle, type imports included', () => {
    expect(cycles(files)).toEqual([]);
  });

  it('of the Nest layer and the other entries see the client through its index only', () => {
    const wrong = offenders(
      ({ path, target }) => levelOf(path) < 6 || !target.startsWith('lib/client/') || target === 'lib/client/index.ts',
    );

    expect(wrong).toEqual([]);
  });

  it('of the embedded cluster see neither remoting nor anything above', () => {
    const allowed = ['lib/embedded/', 'lib/client/errors/', 'lib/client/protocol/', 'lib/client/message/'];
    const wrong = offenders(
      ({ path, target }) => !path.startsWith('lib/embedded/') || allowed.some((folder) => target.startsWith(folder)),
    );

    expect(wrong).toEqual([]);
  });

  it('inside the client never name an index', () => {
    expect(offenders(({ path, target }) => !path.startsWith('lib/client/') || !target.endsWith('/index.ts'))).toEqual(
      [],
    );
  });

  it('reach the network in dial.ts and in the embedded server only', () => {
    const users = files
      .filter(({ imports }) => imports.some((specifier) => /^node:(?:net|tls)$/.test(specifier)))
      .map(({ path }) => path);

    expect(users.toSorted()).toEqual(['lib/client/remoting/dial.ts', 'lib/embedded/remoting-server.ts']);
  });
});

describe('files', () => {
  it('have at most 250 lines', () => {
    const long = files
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 250);

    expect(long).toEqual([]);
  });

  it('have no default export', () => {
    expect(files.filter(({ text }) => /^export default\b/m.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('keep no state of the process: no let at module level, no process.env', () => {
    const offending = files.filter(({ text }) => /^(?:export )?let /m.test(text) || text.includes('process.env'));

    expect(offending.map(({ path }) => path)).toEqual([]);
  });

  it('begin with what they are responsible for', () => {
    expect(files.filter(({ text }) => !text.startsWith('/**\n')).map(({ path }) => path)).toEqual([]);
  });
});

describe('entries', () => {
  /** Optional packages of lib/client: they may be named in an `import()` only, and in one file. */
  const LOADED_AT_FIRST_USE = new Set(['lz4-napi', '@bokuweb/zstd-wasm']);

  it('load optional packages at first use, never with the entry', () => {
    const users = files.filter(({ imports }) => imports.some((name) => LOADED_AT_FIRST_USE.has(name)));
    const statically = /(?:from|import)\s*['"](?:lz4-napi|@bokuweb\/zstd-wasm)['"]/;

    expect(users.map(({ path }) => path)).toEqual(['lib/client/message/message-compression.ts']);
    expect(users.filter(({ text }) => statically.test(text))).toEqual([]);
  });

  it.each([
    ['lib/client/index.ts', /^node:/],
    ['lib/embedded/index.ts', /^node:/],
    ['lib/index.ts', /^(?:node:|@nestjs\/(?:common|core)$|rxjs$)/],
    ['lib/testing/index.ts', /^(?:node:|@nestjs\/(?:common|core)$|rxjs$)/],
    ['lib/health/index.ts', /^(?:node:|@nestjs\/(?:common|core|terminus)$|rxjs$)/],
  ])('%s pulls in nothing but %s, and what is loaded at first use', (entry, allowed) => {
    const packages = [...packagesBehind(entry, files)];

    expect(packages.filter((name) => !allowed.test(name) && !LOADED_AT_FIRST_USE.has(name))).toEqual([]);
    expect(files.some(({ path }) => path === entry)).toBe(true);
  });
});
