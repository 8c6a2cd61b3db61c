// How many messages of a window a topic was given. A broker goes on taking in one-way messages when their sender has finished,
// and its queues show a message a little later than the log has it.
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 100;
/** Unchanged for so long: what is missing is lost. */
const SETTLED_AFTER_MS = 1000;
const SETTLED_WITHIN_MS = 30_000;

/** @returns the growth since `storedBefore`, when it has reached what the driver said or does not grow any more */
export async function storedSince(storedBefore, { acknowledged }, server, topic) {
  const giveUpAt = performance.now() + SETTLED_WITHIN_MS;
  let stored = (await server.storedMessages(topic)) - storedBefore;
  let changedAt = performance.now();
  while (stored < acknowledged && performance.now() < Math.min(giveUpAt, changedAt + SETTLED_AFTER_MS)) {
    await delay(LOOK_EVERY_MS);
    const now = (await server.storedMessages(topic)) - storedBefore;
    if (now !== stored) changedAt = performance.now();
    stored = now;
  }
  return stored;
}
