// `npm run test:long [name] [arguments]`: runs over a minute that print figures, each a file of this folder that exports
// `run(programArguments)`. Without a name all of them run. A run that finds a promise broken throws.
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import process from 'node:process';

register('../typescript-hooks.js', import.meta.url);

const [wanted, ...programArguments] = process.argv.slice(2);
const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.run.ts'))
  .map((file) => file.slice(0, -'.run.ts'.length));

if (wanted !== undefined && !names.includes(wanted)) {
  console.error(`there is no long run ${wanted}, only ${names.join(', ')}`);
  process.exit(2);
}
for (const name of wanted === undefined ? names : [wanted]) {
  const startedAt = performance.now();
  const { run } = await import(`./${name}.run.ts`);
  await run(programArguments);
  console.log(`${name}: ${Math.round((performance.now() - startedAt) / 1000)} s`);
}
