// How long the import of an entry takes in a process that has loaded nothing of it.
import { answer, settings } from './probe.mjs';

await answer(async () => {
  const startedAt = performance.now();
  await import(settings.entry);
  return { milliseconds: performance.now() - startedAt };
});
