/**
 * Peers that are missing, wrong or broken: each gives one typed error and leaves the client usable.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RocketMQError, type SendFailedError } from '../../lib/client/index.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { keptHandles } from '../fixtures/kept-handles.js';
import { IN_TIME_MS, latenessOf } from '../fixtures/lateness.js';
import { commandServer, type RawServer, rawServer, relayTo } from '../fixtures/raw-server.js';
import { until } from '../fixtures/remoting-turns.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';

/** A whole frame, but for its header. */
const NOT_JSON = Buffer.from('\0\0\0\x0b\0\0\0\x07not JSON', 'latin1');
const message = { topic: 'trouble', body: textBody('hello') };
/** Loopback port 1 (tcpmux) is refused everywhere these tests run. */
const REFUSED = '127.0.0.1:1';
/** A name server that fails is asked again until the deadline: long enough for its first failure on a busy machine. */
const TIME_FOR_AN_ANSWER = { timeoutMs: 1000 };

function routeTo(address: string): string {
  return `{"brokerDatas":[{"brokerAddrs":{0:"${address}"},"brokerName":"broker-x","cluster":"c"}],"queueDatas":[{"brokerName":"broker-x","perm":6,"readQueueNums":1,"writeQueueNums":1}]}`;
}

const nameServerFor = (address: string): Promise<RawServer> =>
  commandServer(() => ({ body: textBody(routeTo(address)) }));

let cluster: EmbeddedCluster;
let keptBefore: string;

beforeAll(async () => {
  cluster = await EmbeddedCluster.start({ brokers: 1 });
});

afterAll(async () => {
  await cluster.stop();
});

beforeEach(() => {
  keptBefore = keptHandles();
});

/** Whatever went wrong, a client that is closed leaves neither timer nor socket behind. */
afterEach(async () => {
  await until(() => keptHandles() === keptBefore);
});

describe('a name server', () => {
  it.each([
    ['with an unknown host', 'no-such-host.invalid:9876', /ENOTFOUND|EAI_AGAIN/],
    ['with a refused port', REFUSED, /ECONNREFUSED/],
  ])('[B2.7] [C1.11] [C2.10004] %s is named with its failure', async (_name, address, reason) => {
    await using running = runningClient({ nameServers: address }, TIME_FOR_AN_ANSWER);

    const error = await rejectionOf(running.producer.send(message));

    expect(error).toMatchObject({ code: 'NO_NAME_SERVER', responseCode: 10004, topic: 'trouble', attempts: [] });
    expect(error.message).toContain(address);
    expect(error.message).toMatch(reason);
    expect(error.cause).toMatchObject({ code: 'NO_NAME_SERVER', failures: [{ address }] });
  });

  it('[E3.3] that fails is skipped: the next one serves, in any order', async () => {
    await using running = runningClient({ nameServers: [REFUSED, cluster.nameServer, 'no-such-host.invalid:9876'] });

    const result = await running.producer.send(message);

    expect(result.sendStatus).toBe('SEND_OK');
  });

  it.each([
    ['bytes that are no frame', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), /no remoting frame/],
    ['a frame longer than the limit', Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]), /exceeds the limit/],
    ['a header that is not JSON', NOT_JSON, /not JSON/],
  ])('that answers %s is named with that, and serves once it is mended', async (_name, answer, reason) => {
    const relay = relayTo(cluster.nameServer);
    let isMended = false;
    await using server = await rawServer((socket, chunk) => (isMended ? relay(socket, chunk) : socket.write(answer)));
    await using running = runningClient({ nameServers: server.address });

    const error = await rejectionOf(running.producer.send(message, TIME_FOR_AN_ANSWER));
    const dials = server.connections();
    isMended = true;
    const result = await running.producer.send(message);

    expect(error).toMatchObject({ code: 'NO_NAME_SERVER' });
    expect(error.message).toMatch(reason);
    expect(dials).toBeLessThan(30);
    expect(result.sendStatus).toBe('SEND_OK');
  });

  it('that answers an unknown response code is named with code and remark', async () => {
    await using server = await commandServer(() => ({ code: 4711, remark: 'no idea' }));
    await using running = runningClient({ nameServers: server.address }, TIME_FOR_AN_ANSWER);

    const error = await rejectionOf(running.producer.send(message));

    expect(error).toMatchObject({ code: 'NO_NAME_SERVER' });
    expect(error.message).toMatch(/4711 \(a code unknown to this client\): no idea/);
  });

  it('that answers a route which is none is named with that', async () => {
    await using server = await commandServer(() => ({ body: textBody('{"queueDatas":[{"brokerName":5}]}') }));
    await using running = runningClient({ nameServers: server.address }, TIME_FOR_AN_ANSWER);

    const error = await rejectionOf(running.producer.send(message));

    expect(error.message).toMatch(/has 5 in brokerName, which should be a string/);
  });

  it('[B5.0b] that never answers costs the budget and no more', async () => {
    await using server = await rawServer(() => {});
    await using running = runningClient({ nameServers: server.address }, { timeoutMs: 200 });

    const failing = running.producer.send(message);
    const lateMs = await latenessOf(failing, 200);

    expect(await rejectionOf(failing)).toMatchObject({ code: 'NO_NAME_SERVER' });
    expect(lateMs).toBeLessThan(IN_TIME_MS);
  });
});

describe('a topic', () => {
  it('[B2.5] [C2.10005] that does not exist, with auto-creation off, fails at once and says how to mend it', async () => {
    await using strict = await EmbeddedCluster.start({ autoCreateTopics: false });
    await using running = runningClient({ nameServers: strict.nameServer });

    const error = await rejectionOf(running.producer.send({ ...message, topic: 'missing' }));
    strict.createTopic('missing');
    const result = await running.producer.send({ ...message, topic: 'missing' });

    expect(error).toMatchObject({ code: 'NO_ROUTE', responseCode: 10005, topic: 'missing' });
    expect(error.message).toMatch(/Create the topic, or set autoCreateTopicEnable=true/);
    expect(result.sendStatus).toBe('SEND_OK');
  });

  it('[B2.3] [B3.3] that may not be written to fails without a send', async () => {
    cluster.createTopic('read-only', { perm: 4 });
    await using running = runningClient({ nameServers: cluster.nameServer });

    const error = await rejectionOf(running.producer.send({ ...message, topic: 'read-only' }));

    expect(error).toMatchObject({ code: 'NO_ROUTE' });
    expect(error.message).toMatch(/no writable queue/);
  });
});

describe('a broker', () => {
  it('[B5.12b] [C1.6] [C2.10001] [E4.1] that cannot be reached is named with what it advertises and how to mend that', async () => {
    await using nameServer = await nameServerFor(REFUSED);
    await using running = runningClient({ nameServers: nameServer.address });

    const error = (await rejectionOf(running.producer.send(message))) as SendFailedError;

    expect(error).toMatchObject({ code: 'BROKER_UNREACHABLE', responseCode: 10001 });
    expect(error.message).toContain(`broker-x advertises ${REFUSED}`);
    expect(error.message).toContain('brokerIP1');
    expect(error.message).toContain('brokerAddressMap');
    expect(error.attempts).toHaveLength(3);
    expect(error.attempts[0]).toMatchObject({ attempt: 1, brokerName: 'broker-x', address: REFUSED });
  });

  it('that cannot be reached where it advertises is reached through brokerAddressMap', async () => {
    const [broker] = cluster.brokers;
    await using nameServer = await nameServerFor('10.255.255.1:10911');
    await using running = runningClient({
      nameServers: nameServer.address,
      brokerAddressMap: { '10.255.255.1:10911': broker!.address },
    });

    const result = await running.producer.send(message);

    expect(result.sendStatus).toBe('SEND_OK');
  });

  it.each([
    ['bytes that are no frame', 'CONNECTION_CLOSED', Buffer.from('garbage garbage')],
    ['a frame longer than the limit', 'CONNECTION_CLOSED', Buffer.from([0x7f, 0xff, 0xff, 0xff])],
    ['a header that is not JSON', 'CONNECTION_CLOSED', NOT_JSON],
  ])('[E7.3] that answers %s fails the send with %s and the reason as cause', async (_name, code, answer) => {
    await using broken = await rawServer((socket) => socket.write(answer));
    await using nameServer = await nameServerFor(broken.address);
    await using running = runningClient({ nameServers: nameServer.address });

    const error = await rejectionOf(running.producer.send(message));

    expect(error).toMatchObject({ code });
    expect(error.cause).toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect((error.cause as Error).cause).toBeInstanceOf(RocketMQError);
  });

  it.each(['cut', 'half-frame', 'garbage'] as const)(
    'whose connections all end with %s fails the send, and takes the next one',
    async (kind) => {
      await using running = runningClient({ nameServers: cluster.nameServer });
      cluster.fault({ on: 'SEND_MESSAGE_V2', times: 3, action: { kind } });

      const error = (await rejectionOf(running.producer.send(message))) as SendFailedError;
      const result = await running.producer.send(message);

      expect(error).toMatchObject({ code: 'CONNECTION_CLOSED' });
      expect(error.attempts).toHaveLength(3);
      expect(result.sendStatus).toBe('SEND_OK');
    },
  );

  it('[B8.x] [C1.2] that answers an unknown response code fails the send with code and remark', async () => {
    await using running = runningClient({ nameServers: cluster.nameServer });
    cluster.fault({ on: 'SEND_MESSAGE_V2', action: { kind: 'answer', code: 4711, remark: 'no idea' } });

    const error = await rejectionOf(running.producer.send(message));
    const result = await running.producer.send(message);

    expect(error).toMatchObject({ code: 'BROKER_REJECTED', responseCode: 4711 });
    expect(error.message).toMatch(/no idea/);
    expect(result.sendStatus).toBe('SEND_OK');
  });

  it('[C1.10] whose answer lacks a field fails the send after its retries with RESPONSE_INVALID', async () => {
    await using odd = await commandServer(({ code }) => (code === 310 ? { extFields: { queueId: '0' } } : {}));
    await using nameServer = await nameServerFor(odd.address);
    await using running = runningClient({ nameServers: nameServer.address });

    const error = await rejectionOf(running.producer.send(message));

    expect(error).toMatchObject({ code: 'RESPONSE_INVALID' });
    expect(error.message).toMatch(/lacks the header field msgId/);
  });

  it('[E10.1] that asks for something nobody handles is answered with code 3 and serves on', async () => {
    const answers: number[] = [];
    await using chatty = await commandServer((request) => {
      if ((request.flag & 1) === 1) {
        answers.push(request.code);
        return undefined;
      }
      if (request.code === 34) return { code: 307, flag: 0, opaque: 99 };
      return request.code === 310 ? { extFields: { msgId: 'x', queueId: '0', queueOffset: '0' } } : {};
    });
    await using nameServer = await nameServerFor(chatty.address);
    await using running = runningClient({ nameServers: nameServer.address });

    await running.producer.send(message);
    await running.producer.send(message);

    expect(answers).toEqual([3]);
  });
});
