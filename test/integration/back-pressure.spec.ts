/**
 * Limits on what is in flight: what is above waits in turn, within its own time, or fails at once.
 */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';

const TOPIC = 'pressure';
const message = { topic: TOPIC, body: textBody('0123456789') };

let cluster: EmbeddedCluster;

beforeEach(async () => {
  cluster = await EmbeddedCluster.start();
});

afterEach(async () => {
  await cluster.stop();
});

it('[B9.2a] never has more on the wire than the limit, and sends everything in the end', async () => {
  await using running = runningClient({ nameServers: cluster.nameServer }, { maxInFlightSends: 3 });
  cluster.freeze('broker-a');

  const sends = Array.from({ length: 10 }, () => running.producer.send(message));
  // Two round trips to the name server: by then every send that may be on the wire is.
  await running.client.checkNameServers();
  await running.client.checkNameServers();
  const seenWhileFrozen = sendsSeen();
  cluster.thaw('broker-a');
  const results = await Promise.all(sends);

  expect(seenWhileFrozen).toBeLessThanOrEqual(3);
  expect(results.every(({ sendStatus }) => sendStatus === 'SEND_OK')).toBe(true);
  expect(cluster.messages(TOPIC)).toHaveLength(10);
});

function sendsSeen(): number {
  return cluster.requests().filter(({ name }) => name === 'SEND_MESSAGE_V2').length;
}

it('[B9.2b] [B9.4] [B10.6] [C1.9] counts the time of waiting against the deadline, and says what is in flight', async () => {
  await using running = runningClient({ nameServers: cluster.nameServer }, { maxInFlightBytes: 10 });
  await running.producer.send(message);
  cluster.freeze('broker-a');

  const first = rejectionOf(running.producer.send(message, { timeoutMs: 400 }));
  const second = await rejectionOf(running.producer.send(message, { timeoutMs: 100 }));
  await first;

  expect(second).toMatchObject({ code: 'SEND_TIMEOUT', attempts: [] });
  expect(second.message).toContain('no permit: 1 of 65535 sends and 10 of 10 bytes are in flight');
});

it('[B9.2b] [B9.3] [B11.6] fails at once when it is told to, and for a body that could never go', async () => {
  await using running = runningClient(
    { nameServers: cluster.nameServer },
    { maxInFlightSends: 1, maxInFlightBytes: 100, whenInFlightFull: 'fail' },
  );

  const first = running.producer.send(message);
  const second = await rejectionOf(running.producer.send(message));
  const result = await first;
  const huge = await rejectionOf(running.producer.send({ ...message, body: Buffer.alloc(101) }));

  expect(result.sendStatus).toBe('SEND_OK');
  expect(second).toMatchObject({ code: 'BACK_PRESSURE' });
  expect(huge).toMatchObject({ code: 'BACK_PRESSURE' });
  expect(running.producer.inFlight).toBe(0);
});

it('[B9.1] gives a permit back before the callback runs, which may use it', async () => {
  await using running = runningClient(
    { nameServers: cluster.nameServer },
    { maxInFlightSends: 1, whenInFlightFull: 'fail' },
  );
  const { producer } = running;

  const next = await new Promise((resolve, reject) => {
    producer.sendAsync(message, {
      onSuccess: () => producer.sendAsync(message, { onSuccess: resolve, onException: reject }),
      onException: reject,
    });
  });

  expect(next).toMatchObject({ sendStatus: 'SEND_OK' });
});

it('[B9.2c] [B9.2d] takes over limits that change, and refuses limits that cannot be', async () => {
  await using running = runningClient({ nameServers: cluster.nameServer }, { maxInFlightSends: 1 });
  cluster.freeze('broker-a');
  const sends = [1, 2, 3].map(() => running.producer.send(message));

  running.producer.inFlightLimits = { maxInFlightSends: 100, maxInFlightBytes: 1000 };
  cluster.thaw('broker-a');
  await Promise.all(sends);

  expect(() => (running.producer.inFlightLimits = { maxInFlightSends: 0, maxInFlightBytes: 1.5 })).toThrow(
    /maxInFlightSends is 0.*maxInFlightBytes is 1.5/,
  );
});
