import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidOptionsError } from '../../lib/client/errors/input-errors.js';
import { EmbeddedCluster, type FaultAction } from '../../lib/embedded/index.js';
import { RawClient, sendRequest } from './raw-client.js';

describe('a fault', () => {
  let cluster: EmbeddedCluster;
  let client: RawClient;

  beforeEach(async () => {
    cluster = await EmbeddedCluster.start();
    client = await RawClient.connect(cluster.brokers[0]?.address ?? '');
  });
  afterEach(async () => {
    await client.close();
    await cluster.stop();
  });

  const order = (action: FaultAction) => cluster.fault({ on: 'SEND_MESSAGE_V2', action });
  const send = () => client.ask(sendRequest('Faulty', 'x'));
  const stored = () => cluster.messages('Faulty').length;

  it('delay: stores at once and answers later, behind younger requests', async () => {
    // Long enough for the younger requests to arrive first on a busy machine.
    order({ kind: 'delay', ms: 500 });
    const slow = client.write(sendRequest('Faulty', 'x'));

    const answer = send();
    const [first] = await Promise.all([client.ask({ code: 9999 }), answer]);
    const storedEarly = stored();
    await cluster.waitFor('Faulty', 2);
    while (!client.answered.includes(slow)) await client.ask({ code: 9999 });

    expect(first.code).toBe(3);
    expect(storedEarly).toBe(2);
    expect(client.answered.indexOf(slow)).toBeGreaterThan(1);
  });

  it('drop-reply: stores and never answers', async () => {
    order({ kind: 'drop-reply' });
    const lost = client.write(sendRequest('Faulty', 'x'));

    await send();

    expect(client.answered).not.toContain(lost);
    expect(stored()).toBe(2);
  });

  it('answer: refuses with the code and remark ordered, and stores nothing', async () => {
    order({ kind: 'answer', code: 2, remark: '[PCBUSY_CLEAN_QUEUE]broker busy' });

    const answer = await send();

    expect(answer).toMatchObject({ code: 2, remark: '[PCBUSY_CLEAN_QUEUE]broker busy' });
    expect(stored()).toBe(0);
  });

  it('go-away: refuses with GO_AWAY, and stores nothing', async () => {
    order({ kind: 'go-away' });

    const answer = await send();

    expect(answer.code).toBe(1500);
    expect(stored()).toBe(0);
  });

  it('refuse-aloud: answers even a one-way request, and stores nothing', async () => {
    order({ kind: 'refuse-aloud', code: 2, remark: '[PCBUSY_CLEAN_QUEUE]broker busy' });
    const refused = client.write({ ...sendRequest('Faulty', 'x'), isOneway: true });

    await client.ask({ code: 9999 });

    expect(client.answered).toContain(refused);
    expect(stored()).toBe(0);
  });

  it('half-frame: stores, writes half of the answer and cuts the socket', async () => {
    order({ kind: 'half-frame' });

    client.write(sendRequest('Faulty', 'x'));
    await client.closed();

    const frameBytes = 4 + client.received.readInt32BE(0);
    expect(client.received.length).toBe(Math.floor(frameBytes / 2));
    expect(stored()).toBe(1);
  });

  it('cut: ends the connection without storing, also what came with it', async () => {
    order({ kind: 'cut' });

    client.write(sendRequest('Faulty', 'x'));
    client.write(sendRequest('Faulty', 'x'));
    await client.closed();

    expect(client.received.length).toBe(0);
    expect(stored()).toBe(0);
  });

  it('garbage: answers with bytes that announce more than any frame may have', async () => {
    order({ kind: 'garbage' });

    client.write(sendRequest('Faulty', 'x'));
    await client.data();

    expect(client.received.readInt32BE(0)).toBeGreaterThan(16 * 1024 * 1024);
    expect(stored()).toBe(0);
  });

  it('hits one-way requests as well, without answering them', async () => {
    order({ kind: 'answer', code: 2 });
    const lost = client.write({ ...sendRequest('Faulty', 'x'), isOneway: true });

    await client.ask({ code: 9999 });

    expect(client.answered).not.toContain(lost);
    expect(stored()).toBe(0);
  });

  it('half-frame: cuts the socket behind a one-way request', async () => {
    order({ kind: 'half-frame' });

    client.write({ ...sendRequest('Faulty', 'x'), isOneway: true });
    await client.closed();

    expect(stored()).toBe(1);
  });

  it('hits only as often as ordered, on the server ordered', async () => {
    const action = { kind: 'answer', code: 14 } as const;
    const here = cluster.fault({ on: '*', server: 'broker-a', times: 2, action });
    const elsewhere = cluster.fault({ on: 'SEND_MESSAGE_V2', server: 'name-server', action });

    const codes = [await send(), await client.ask({ code: 9999 }), await send()].map(({ code }) => code);

    expect(codes).toEqual([14, 14, 0]);
    expect([here.used(), elsewhere.used()]).toEqual([2, 0]);
    expect(cluster.unusedFaults()).toEqual(['answer on SEND_MESSAGE_V2 at name-server: used 0 of 1 times']);
  });

  it('can be taken back', async () => {
    order({ kind: 'cut' }).cancel();
    order({ kind: 'cut' });
    cluster.clearFaults();

    expect((await send()).code).toBe(0);
    expect(cluster.unusedFaults()).toEqual([]);
  });

  it('is refused for a request or a server that does not exist', () => {
    const action = { kind: 'cut' } as const;

    expect(() => cluster.fault({ on: 'SEND' as '*', action })).toThrow(InvalidOptionsError);
    expect(() => cluster.fault({ on: '*', server: 'broker-b', action })).toThrow(/there are name-server, broker-a/);
  });
});
