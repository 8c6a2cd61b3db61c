/**
 * Without a subscriber nothing is built: neither a payload nor anything else that a send would not need.
 */
import { describe, expect, it } from '@jest/globals';
import type { DiagnosticsSettings } from '../../../../lib/client/diagnostics/diagnostics-options.js';
import type { OutgoingSend } from '../../../../lib/client/producer/outgoing-send.js';
import { publishingDialer } from '../../../../lib/client/remoting/dial-events.js';
import { publishingLookUp } from '../../../../lib/client/routing/route-events.js';
import { TopicPublishInfo } from '../../../../lib/client/routing/topic-publish-info.js';
import { CHANNEL_NAMES, DiagnosticsListeners, eventLog } from '../../../fixtures/diagnostics.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';
import { FakeDialer } from '../../../fixtures/remoting-dialer.js';
import { answerSend, aReadyProducer, send } from '../../../fixtures/remoting-producer.js';
import { inFlight, type InFlightRig } from '../../../fixtures/remoting-in-flight.js';
import { BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { aSend } from '../../../fixtures/remoting-sends.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

/** Every payload has the client id: how often it is asked for is how many payloads are built. */
class CountedSettings implements DiagnosticsSettings {
  readonly includeKeys = false;
  readonly includeBody = false;
  built = 0;

  get clientId(): string {
    this.built += 1;
    return 'id';
  }
}

/** Everything that publishes, once. */
async function everything(settings: DiagnosticsSettings): Promise<void> {
  const rig = await aReadyProducer([BROKER_A], {
    ports: { diagnostics: settings },
    connection: { diagnostics: settings },
  });
  const socket = rig.dialer.socket(MASTER_A);
  for (const code of [2, 0, 13]) {
    const sending = outcomeOf(send(rig));
    await turn();
    answerSend(socket, { code });
    await turn();
    if (sending.now.state === 'pending') answerSend(socket);
    await turn();
  }
  const lost = outcomeOf(send(rig));
  socket.emit('close');
  expect(lost.now.state).toBe('pending');
  const dialer = new FakeDialer();
  const dial = publishingDialer(dialer.dial, settings, new ManualClock());
  const callbacks = { onConnected: () => {}, onFailure: () => {} };
  dial(MASTER_A, 1000, callbacks);
  dialer.accept(MASTER_A);
  dial(MASTER_A, 1000, callbacks);
  dialer.refuse(MASTER_A);
  const teller = { diagnostics: settings, clock: new ManualClock() };
  const route = { publishInfo: new TopicPublishInfo([], 0), isFromTemplate: false };
  await publishingLookUp('TopicTest', teller, () => Promise.resolve(route));
  await publishingLookUp('TopicTest', teller, () => Promise.reject(new Error('none'))).catch(() => {});
}

describe('without a subscriber', () => {
  it('no payload is built, with one every event has one', async () => {
    const [silent, told] = [new CountedSettings(), new CountedSettings()];

    await everything(silent);
    using log = eventLog();
    await everything(told);

    expect(silent.built).toBe(0);
    expect(new Set(log.names)).toEqual(new Set(CHANNEL_NAMES));
    expect(told.built).toBeGreaterThanOrEqual(log.told.length / 2);
  });

  it('counting a warm send allocates nothing', async () => {
    const rig = inFlight();
    const { send: watched } = aSend();
    await warmUp(() => countSends(rig, watched));

    const silentBytes = allocatedBytes(() => countSends(rig, watched));
    using listeners = new DiagnosticsListeners();
    listeners.on('rocketmq:send:end', () => {});
    const toldBytes = allocatedBytes(() => countSends(rig, watched));

    expect(silentBytes / WATCHED).toBeLessThan(LEAST_OBJECT_BYTES);
    expect(toldBytes / WATCHED).toBeGreaterThan(LEAST_OBJECT_BYTES);
  });
});

const WATCHED = 4000;

const MOST_WARM_UP_ROUNDS = 200;

/** No object takes less. */
const LEAST_OBJECT_BYTES = 12;

/** Start and end, without the send itself, which is the same every time. */
function countSends({ sends, started }: InFlightRig, outgoing: OutgoingSend): void {
  for (let watched = 0; watched < WATCHED; watched++) {
    sends.begin(outgoing, undefined);
    started.pop();
    sends.ended(outgoing, undefined, undefined, 1001);
  }
}

/** Code that is not compiled yet makes an object of each fraction; on a busy machine the compiler takes its time. */
async function warmUp(act: () => void): Promise<void> {
  for (let round = 0; round < MOST_WARM_UP_ROUNDS; round++) {
    if (allocatedBytes(act) / WATCHED < LEAST_OBJECT_BYTES) return;
    await turn();
  }
}

/** How much the heap grows, in the middle of several rounds: a collection in between makes one round look cheap. */
function allocatedBytes(act: () => void): number {
  const rounds = Array.from({ length: 9 }, () => {
    const before = process.memoryUsage().heapUsed;
    act();
    return process.memoryUsage().heapUsed - before;
  });
  return rounds.toSorted((a, b) => a - b)[4] as number;
}
