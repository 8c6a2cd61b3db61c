/**
 * The admin calls when brokers fail: what can be done is done, and the rest is told.
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { until } from '../fixtures/remoting-turns.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';

/** Time of a call that has a silent broker, in milliseconds. */
const SILENT_MS = 2000;
const A = 'broker-a';
const B = 'broker-b';

describe('admin calls', () => {
  let cluster: EmbeddedCluster;

  beforeEach(async () => {
    cluster = await EmbeddedCluster.start({ brokers: 2 });
  });
  afterEach(async () => {
    await cluster.stop();
  });

  it('create a topic on the brokers that work, and name the one that does not', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    cluster.freeze(B);

    const result = await running.client.admin.createTopic('Half', { queueNum: 2, timeoutMs: SILENT_MS });
    const sent = await Promise.all(
      [1, 2, 3, 4].map(() => running.producer.send({ topic: 'Half', body: textBody('x') })),
    );

    expect(result).toMatchObject({
      created: [A],
      failures: [{ brokerName: B, address: cluster.brokers[1]?.address, error: { code: 'REQUEST_TIMEOUT' } }],
    });
    expect(new Set(sent.map(({ messageQueue }) => messageQueue.brokerName))).toEqual(new Set([A]));
  });

  it('try a broker again that is busy, and give up when all of them stay so', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    const { admin } = running.client;
    const busy = (times: number, server?: string): void => {
      const where = server === undefined ? {} : { server };
      cluster.fault({
        on: 'UPDATE_AND_CREATE_TOPIC',
        times,
        ...where,
        action: { kind: 'answer', code: 2, remark: 'busy' },
      });
    };

    busy(4, A);
    const created = await admin.createTopic('Late');
    busy(10);
    const error = await rejectionOf(admin.createTopic('Never'));

    expect(created).toMatchObject({ created: [A, B], failures: [], isRouted: true });
    expect(error).toMatchObject({ code: 'TOPIC_NOT_CREATED', responseCode: 2, failures: [{}, {}] });
    expect(cluster.unusedFaults()).toEqual([]);
  });

  it('wait for a name server that lists the topic late', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    cluster.removeRoute('Slow');

    const creating = running.client.admin.createTopic('Slow', { queueNum: 5 });
    const looks = () => cluster.stats().requests['name-server']?.['GET_ROUTEINFO_BY_TOPIC'] ?? 0;
    // The key, then the topic and its template in vain, then the topic again.
    await until(() => looks() >= 4);
    cluster.restoreRoute('Slow');
    const result = await creating;

    expect(result.isRouted).toBe(true);
  });

  it('find messages on the brokers that answer, and name the one that does not', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    const { admin } = running.client;
    await admin.createTopic('Found', { queueNum: 1 });
    const send = (brokerName: string) =>
      running.producer.send(
        { topic: 'Found', body: textBody(brokerName), keys: 'shared' },
        { queue: { topic: 'Found', brokerName, queueId: 0 } },
      );
    const [onA, onB] = [await send(A), await send(B)];
    cluster.freeze(B);

    const { messages, failures } = await admin.queryMessage('Found', 'shared', { timeoutMs: SILENT_MS });
    const stillThere = await admin.viewMessage('Found', onA.msgId);
    const outOfReach = await rejectionOf(admin.viewMessage('Found', onB.msgId, { timeoutMs: SILENT_MS }));

    expect(messages.map(({ msgId }) => msgId)).toEqual([onA.msgId]);
    expect(failures).toMatchObject([{ brokerName: B, error: { code: 'REQUEST_TIMEOUT' } }]);
    expect(stillThere?.msgId).toBe(onA.msgId);
    expect(outOfReach).toMatchObject({ code: 'NO_MESSAGE', failures: [{ brokerName: B }] });
  });

  it('are refused once the client is closed', async () => {
    const running = runningClient({ nameServers: cluster.nameServer });
    const { admin } = running.client;

    await running.client.close();

    expect(await rejectionOf(admin.createTopic('Closed'))).toMatchObject({ code: 'CLIENT_CLOSED' });
  });
});
