// What a send that waits for its answer keeps in memory, above its body, which all sends share here: the caller's message
// object and key are counted, and so is the promise. The server reads the sends and answers none.
import { setTimeout as delay } from 'node:timers/promises';
import { growthOfEach, usedBytesAfterCollection } from './memory.mjs';
import { answer, settings } from './probe.mjs';
import { messageTo, startProducers } from './producers.mjs';

/** Before the first look: route, connection and whatever else a first send makes. */
const FIRST_SENDS = 1000;
const POLL_MS = 250;
/** So often no less: what waited for the socket is on its way. */
const CALM_POLLS = 4;
const CALM_BYTES = 10_000;

const [producer] = startProducers(1);

/** A send that fails ends the process, for nobody handles it: to wait for it in here would cost memory, too. */
function send(count) {
  for (let index = 0; index < count; index++) void producer.send(messageTo('scale-topic-0', index));
}

/** Frames that the socket has not taken yet come and go. */
async function calmMemory() {
  let least = usedBytesAfterCollection();
  let calmPolls = 0;
  while (calmPolls < CALM_POLLS) {
    await delay(POLL_MS);
    const now = usedBytesAfterCollection();
    const { heapBytes, bufferBytes } = growthOfEach(now, least, 1);
    calmPolls = heapBytes + bufferBytes > CALM_BYTES ? 0 : calmPolls + 1;
    if (heapBytes + bufferBytes > 0) least = now;
  }
  return least;
}

await answer(async () => {
  send(FIRST_SENDS);
  const before = await calmMemory();
  send(settings.waiting);
  return growthOfEach(before, await calmMemory(), settings.waiting);
});
