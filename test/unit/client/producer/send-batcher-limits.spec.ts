/**
 * Automatic batching where it meets the limits of a producer: permits that come back while batches go out, and deadlines
 * that are nearer than the linger time.
 */
import { describe, expect, it } from '@jest/globals';
import { decodeBatchEntries } from '../../../../lib/client/message/batch-codec.js';
import { aMessage } from '../../../fixtures/messages.js';
import { aReadyProducer, type ProducerRig } from '../../../fixtures/remoting-producer.js';
import { aRoute, BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const BATCH = 320;

function bodiesSent({ dialer }: ProducerRig): string[] {
  return dialer
    .socket(MASTER_A)
    .frames.flatMap(({ code, body = Buffer.alloc(0) }) =>
      code === BATCH ? decodeBatchEntries(body).map((entry) => Buffer.from(entry.body).toString()) : [body.toString()],
    );
}

describe('batches that go out while sends wait for permits', () => {
  it('[F4] write each message once, and forget none', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { batching: { maxCount: 2 }, maxInFlightSends: 2 } });
    rig.nameServers.routes.set('Other', aRoute([BROKER_A]));
    rig.find('Other');
    await turn();
    const names = ['a', 'b', 'c', 'd'];
    const topics = ['TopicTest', 'Other', 'Other', 'Other'];

    const results = names.map((name, index) =>
      outcomeOf(rig.producer.sendOneway(aMessage({ topic: topics[index] ?? '', body: Buffer.from(name) }))),
    );
    for (let turns = 0; turns < 5; turns += 1) await turn();

    expect(bodiesSent(rig).toSorted()).toEqual(names);
    expect(results.map(({ now }) => now.state)).toEqual(names.map(() => 'resolved'));
  });
});

describe('a linger time', () => {
  it('[F4] takes no more than half of the time that a send has', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { batching: { lingerMs: 1000 } } });
    const result = outcomeOf(rig.producer.send(aMessage(), { timeoutMs: 100 }));

    rig.clock.advance(50);
    const written = rig.dialer.socket(MASTER_A).frames.length;
    rig.clock.advance(50);
    await turn();

    expect(written).toBe(1);
    expect(result.now).toMatchObject({ error: { code: 'SEND_TIMEOUT' } });
  });
});

describe('a caller whose batch is under way', () => {
  it('[F4] is not told that nothing was sent', async () => {
    const rig = await aReadyProducer([BROKER_A], { options: { batching: true } });
    const controller = new AbortController();
    const results = [{ signal: controller.signal }, {}].map((options) =>
      outcomeOf(rig.producer.send(aMessage(), options)),
    );
    await turn();

    controller.abort();
    await turn();

    expect(results.map(({ now }) => now)).toMatchObject([
      { error: { code: 'SEND_ABORTED', attempts: [{ attempt: 1, address: MASTER_A }] } },
      { state: 'pending' },
    ]);
  });
});

describe('a batch that is stored less durably than asked, and tried elsewhere', () => {
  it('[F4] counts as sent for each caller that stops waiting for better', async () => {
    const options = { batching: true, retryAnotherBrokerWhenNotStoreOK: true, timeoutMs: 60_000 };
    const rig = await aReadyProducer([BROKER_A], { options });
    const controller = new AbortController();
    const results = [
      outcomeOf(rig.producer.send(aMessage(), { signal: controller.signal })),
      outcomeOf(rig.producer.send(aMessage())),
    ];
    await turn();
    const socket = rig.dialer.socket(MASTER_A);
    socket.answer(socket.lastFrame, { code: 10, extFields: { msgId: 'A,B', queueId: '1', queueOffset: '5' } });

    controller.abort();
    void rig.producer.close({ drainTimeoutMs: 100 });
    rig.clock.advance(100);
    await turn();

    expect(results.map(({ now }) => now)).toMatchObject([
      { value: { sendStatus: 'FLUSH_DISK_TIMEOUT', queueOffset: 5 } },
      { value: { sendStatus: 'FLUSH_DISK_TIMEOUT', queueOffset: 6 } },
    ]);
  });
});
