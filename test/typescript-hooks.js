/**
 * Lets plain Node import the TypeScript of lib and test: Jest loads a global setup outside its own module system, and
 * `npm run test:long` has none; there a relative `.js` specifier does not find the `.ts` file.
 */
import { transformFileSync } from '@swc/core';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDERS = ['../lib/', './'].map((path) => new URL(path, import.meta.url).href);
// Said here and not in .swcrc, which is found only when the working directory is the right one.
const SWC_OPTIONS = {
  swcrc: false,
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const isOurs = (url) => FOLDERS.some((folder) => url?.startsWith(folder));

export function resolve(specifier, context, nextResolve) {
  if (/^\.{1,2}\//.test(specifier) && isOurs(context.parentURL)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true };
  }
  return nextResolve(specifier, context);
}

export function load(url, context, nextLoad) {
  if (!isOurs(url) || !url.endsWith('.ts')) return nextLoad(url, context);
  const { code } = transformFileSync(fileURLToPath(url), SWC_OPTIONS);
  return { format: 'module', source: code, shortCircuit: true };
}
