/**
 * Lets plain Node import the harness's TypeScript: Jest loads a global setup outside its own module system, where a
 * relative `.js` specifier does not find the `.ts` file. Touches nothing outside this folder.
 */
import { transformFileSync } from '@swc/core';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('./', import.meta.url).href;
// Said here and not in .swcrc, which is found only when the working directory is the right one.
const SWC_OPTIONS = {
  swcrc: false,
  jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

export function resolve(specifier, context, nextResolve) {
  if (specifier.startsWith('./') && context.parentURL?.startsWith(FOLDER)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true };
  }
  return nextResolve(specifier, context);
}

export function load(url, context, nextLoad) {
  if (!url.startsWith(FOLDER) || !url.endsWith('.ts')) return nextLoad(url, context);
  const { code } = transformFileSync(fileURLToPath(url), SWC_OPTIONS);
  return { format: 'module', source: code, shortCircuit: true };
}
