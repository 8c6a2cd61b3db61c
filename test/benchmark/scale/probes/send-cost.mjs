// CPU of one send, user and system time of the whole process, over a fixed number of messages once it is warm.
import process from 'node:process';
import { answer, settings } from './probe.mjs';
import { startProducers } from './producers.mjs';
import { SteadySends } from './steady-sends.mjs';

await answer(async () => {
  const { warmUpMessages, messages } = settings;
  const sends = new SteadySends(startProducers(settings.producers), settings);
  await sends.settled(warmUpMessages);
  const before = process.cpuUsage();
  await sends.settled(messages);
  const { user, system } = process.cpuUsage(before);
  await sends.stop();
  return { cpuMicros: (user + system) / messages };
});
