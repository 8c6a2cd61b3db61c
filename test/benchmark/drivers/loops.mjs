// How each mode keeps sending until a window ends, and waits for what is under way.
import { setTimeout as delay } from 'node:timers/promises';

/** Messages of an explicit batch. */
export const BATCH = 32;
/** So often a one-way sender awaits a normal send: a buffer that just fills up is no throughput. */
const AWAITED_ONE_IN = 1000;

export const LOOPS = {
  sync: (senders, recorder, inFlight) =>
    inParallel(inFlight, () => awaitEach(senders.sync, senders.isAcknowledged, recorder, 1)),
  batch: (senders, recorder, inFlight) =>
    inParallel(inFlight, () => awaitEach(senders.batch, senders.isBatchAcknowledged, recorder, BATCH)),
  async: withCallbacks,
  oneway,
};

function inParallel(count, sender) {
  return Promise.all(Array.from({ length: count }, sender));
}

async function awaitEach(send, isAcknowledged, recorder, count) {
  let now = performance.now();
  while (now < recorder.endsAt) {
    try {
      const result = await send(recorder.take(count));
      if (isAcknowledged(result)) recorder.acknowledged += count;
      else recorder.fail(count, JSON.stringify(result));
    } catch (error) {
      recorder.fail(count, error);
    }
    const after = performance.now();
    recorder.note(after - now);
    now = after;
  }
}

function withCallbacks(senders, recorder, inFlight) {
  return new Promise((resolve) => {
    let underWay = 0;
    const settled = (startedAt) => {
      underWay -= 1;
      const now = performance.now();
      recorder.note(now - startedAt);
      if (now < recorder.endsAt) sendOne(now);
      else if (underWay === 0) resolve();
    };
    const sendOne = (startedAt) => {
      underWay += 1;
      senders.async(recorder.take(1), {
        onSuccess(result) {
          if (senders.isAcknowledged(result)) recorder.acknowledged += 1;
          else recorder.fail(1, JSON.stringify(result));
          settled(startedAt);
        },
        onException(error) {
          recorder.fail(1, error);
          settled(startedAt);
        },
      });
    };
    for (let count = 0; count < inFlight; count++) sendOne(performance.now());
  });
}

/** A timer and no clock says when it is over: nobody's latency is asked for here. */
async function oneway(senders, recorder, inFlight) {
  const window = { isOver: false };
  const sender = async () => {
    while (!window.isOver) {
      const index = recorder.take(1);
      try {
        if (index % AWAITED_ONE_IN === 0) await senders.sync(index);
        else {
          const handedOver = senders.oneway(index);
          if (handedOver !== undefined) await handedOver;
        }
        recorder.acknowledged += 1;
      } catch (error) {
        recorder.fail(1, error);
      }
    }
  };
  const ended = delay(recorder.endsAt - performance.now()).then(() => (window.isOver = true));
  await Promise.all([ended, inParallel(inFlight, sender)]);
  // What the client has only buffered is not sent: on the same connection this one comes after it.
  await senders.sync(recorder.take(1));
  recorder.acknowledged += 1;
}
