// Pauses of the garbage collector while sends go at full rate.
import { setTimeout as delay } from 'node:timers/promises';
import { CollectionLog } from './collection-log.mjs';
import { answer, settings } from './probe.mjs';
import { startProducers } from './producers.mjs';
import { SteadySends } from './steady-sends.mjs';

await answer(async (milliseconds) => {
  const sends = new SteadySends(startProducers(1), settings);
  await sends.settled(settings.warmUpMessages);
  const collections = new CollectionLog();
  await delay(milliseconds);
  const pauses = await collections.end();
  await sends.stop();
  return pauses;
});
