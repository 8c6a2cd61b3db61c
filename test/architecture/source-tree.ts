/**
 * The files of lib as data: what each of them imports, and on which level it stands.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Specifiers of all imports and re-exports, type-only ones included. */
  readonly imports: readonly string[];
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

export function libFiles(): readonly SourceFile[] {
  return readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = `lib/${name.replaceAll('\\', '/')}`;
      const text = readFileSync(join(root, path), 'utf8');
      const imports = [...text.matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
      return { path, text, imports };
    });
}

/** The lib file that a relative specifier names, `undefined` for a package or a built-in. */
export function importedFile(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return normalize(join(dirname(from), specifier))
    .replaceAll('\\', '/')
    .replace(/\.js$/, '.ts');
}

/** Folder -> level; a file belongs to the longest folder that it is below. */
const LEVELS: Readonly<Record<string, number>> = {
  'lib/client/errors/': 0,
  'lib/client/diagnostics/': 0,
  'lib/client/protocol/': 1,
  'lib/client/message/': 2,
  'lib/client/remoting/': 2,
  'lib/client/routing/': 3,
  'lib/embedded/': 3,
  'lib/client/producer/': 4,
  'lib/client/consumer/': 4,
  'lib/client/admin/': 4,
  'lib/client/': 5,
  'lib/nest/errors/': 6.1,
  'lib/nest/message/': 6.2,
  'lib/nest/connection/': 6.3,
  'lib/nest/hosts/': 6.4,
  'lib/nest/events/': 6.5,
  'lib/nest/http/': 6.5,
  'lib/nest/enhancers/': 6.6,
  'lib/nest/sending/': 6.7,
  'lib/nest/publishing/': 6.8,
  'lib/nest/module/': 6.9,
  'lib/nest/': 6.95,
  'lib/health/': 7,
  'lib/testing/': 7,
  'lib/': 7,
};

/** The part of the house that a file belongs to. */
export function folderOf(path: string): string {
  const folders = Object.keys(LEVELS).filter((folder) => path.startsWith(folder));
  const longest = folders.reduce((best, folder) => (folder.length > best.length ? folder : best), '');
  if (longest === '' || (longest === 'lib/' && path.split('/').length > 2)) {
    throw new Error(
      `${path} is in no folder of the house: add it to LEVELS in ${relative(root, fileURLToPath(import.meta.url))}`,
    );
  }
  return longest;
}

export function levelOf(path: string): number {
  return LEVELS[folderOf(path)] as number;
}

/** All import cycles, each as the list of its files; type imports count. */
export function cycles(files: readonly SourceFile[]): string[][] {
  const edges = new Map(
    files.map(({ path, imports }) => [path, imports.flatMap((specifier) => importedFile(path, specifier) ?? [])]),
  );
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      found.push([...trail.slice(at), path]);
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

/** Packages and built-ins that an entry pulls in, through all its imports. */
export function packagesBehind(entry: string, files: readonly SourceFile[]): ReadonlySet<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const packages = new Set<string>();
  const seen = new Set<string>();
  const queue = [entry];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const specifier of byPath.get(path)?.imports ?? []) {
      const file = importedFile(path, specifier);
      if (file === undefined) packages.add(specifier);
      else queue.push(file);
    }
  }
  return packages;
}
