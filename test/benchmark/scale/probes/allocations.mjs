// What one send allocates, all included: the caller's message, its promise, the frame, the answer. While nothing is collected, the
// growth of heap and buffers is all that was allocated there, on any Node; young space is made so large that there are such
// stretches. What native code allocates and frees within one call is not seen.
import { CollectionLog } from './collection-log.mjs';
import { growthOfEach, usedBytes } from './memory.mjs';
import { answer, settings } from './probe.mjs';
import { startProducers } from './producers.mjs';
import { SteadySends } from './steady-sends.mjs';

/** Of one stretch without a collection, however often it takes. */
async function undisturbedGrowth(sends, messages) {
  for (;;) {
    const before = usedBytes();
    const collections = new CollectionLog();
    await sends.settled(messages);
    const growth = growthOfEach(before, usedBytes(), messages);
    if ((await collections.end()).length === 0) return growth;
    // Buffers are given back a little after the collection that found them.
    await sends.settled(messages);
  }
}

await answer(async () => {
  const { warmUpMessages, stretches, messages } = settings;
  const sends = new SteadySends(startProducers(1), settings);
  await sends.settled(warmUpMessages);
  const sum = { heapBytes: 0, bufferBytes: 0 };
  for (let stretch = 0; stretch < stretches; stretch++) {
    const { heapBytes, bufferBytes } = await undisturbedGrowth(sends, messages);
    sum.heapBytes += heapBytes;
    sum.bufferBytes += bufferBytes;
  }
  await sends.stop();
  return growthOfEach({ heapBytes: 0, bufferBytes: 0 }, sum, stretches);
});
