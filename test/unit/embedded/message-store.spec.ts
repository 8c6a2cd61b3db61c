import { describe, expect, it } from '@jest/globals';
import { decodeStoredMessages } from '../../../lib/client/message/stored-message-codec.js';
import { hostAddress } from '../../../lib/embedded/host-address.js';
import { MessageStore, type MessageStoreOptions } from '../../../lib/embedded/message-store.js';
import { FakeClock } from './fake-clock.js';

const host = hostAddress('127.0.0.1', 10_911);

function storeWith(options: Partial<MessageStoreOptions> = {}): MessageStore {
  let arrivals = 0;
  const nextArrival = () => arrivals++;
  return new MessageStore({ host, clock: new FakeClock(), maxMessages: 100, maxBytes: 1e6, nextArrival, ...options });
}

function append(store: MessageStore, topic: string, queueId: number, body = 'x') {
  const facts = { flag: 0, sysFlag: 0, bornTimestamp: 1, bornHost: host, reconsumeTimes: 0, properties: '' };
  return store.append({ topic, queueId, body: Buffer.from(body), ...facts }, 0);
}

describe('MessageStore', () => {
  it('numbers messages by queue, and lays all of them into one commit log', () => {
    const store = storeWith();

    const entries = [append(store, 'A', 0), append(store, 'A', 1), append(store, 'B', 0), append(store, 'A', 0)];

    const bytes = entries[0]?.bytes.length ?? 0;
    expect(entries.map(({ queueOffset }) => queueOffset)).toEqual([0, 0, 0, 1]);
    expect(entries.map(({ commitLogOffset }) => commitLogOffset)).toEqual([0, bytes, 2 * bytes, 3 * bytes]);
    expect(entries.map(({ arrival }) => arrival)).toEqual([0, 1, 2, 3]);
  });

  it('encodes each message with its place', () => {
    const store = storeWith();
    append(store, 'A', 3);

    const [message] = decodeStoredMessages(append(store, 'A', 3, 'second').bytes, 1024);

    expect(message).toMatchObject({ topic: 'A', queueId: 3, queueOffset: 1, storeHost: '127.0.0.1:10911' });
    expect(message?.storeTimestamp).toBe(1_700_000_000_000);
  });

  it('finds a message by its place in the commit log, as long as it is there', () => {
    const store = storeWith({ maxMessages: 4 });
    const entries = Array.from({ length: 6 }, (_, index) => append(store, 'A', index % 2));

    const found = entries.map(({ commitLogOffset }) => store.at(commitLogOffset));

    expect(found).toEqual([undefined, undefined, ...entries.slice(2)]);
    expect(store.at((entries[3]?.commitLogOffset ?? 0) + 1)).toBeUndefined();
    expect(store.newest).toBe(entries[5]);
    expect(storeWith().newest).toBeUndefined();
  });

  it('drops the oldest message of all queues first, and counts it', () => {
    const store = storeWith({ maxMessages: 3 });
    append(store, 'A', 0);
    append(store, 'B', 0);
    append(store, 'B', 0);

    append(store, 'B', 0);
    append(store, 'B', 0);

    expect([store.stored, store.dropped]).toEqual([3, 2]);
    const [a, b] = [store.queue('A', 0), store.queue('B', 0)];
    expect([a?.minOffset, a?.maxOffset]).toEqual([1, 1]);
    expect([b?.minOffset, b?.maxOffset]).toEqual([1, 4]);
    expect(b?.at(0)).toBeUndefined();
    expect(b?.at(1)?.queueOffset).toBe(1);
  });

  it('keeps no more bytes than allowed, but always the newest message', () => {
    const store = storeWith({ maxBytes: 1000 });
    for (let count = 0; count < 20; count += 1) append(store, 'A', 0);

    append(store, 'A', 0, 'y'.repeat(5000));

    expect(store.stored).toBe(1);
    expect(store.dropped).toBe(20);
  });

  it('knows no queue that never held a message', () => {
    expect(storeWith().queue('A', 0)).toBeUndefined();
  });
});
