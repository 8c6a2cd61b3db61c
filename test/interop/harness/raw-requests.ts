/**
 * The two requests that the harness itself sends, over a socket, plain or TLS: a topic's route, and "register again".
 * Written apart from lib on purpose: the harness must not be wrong in the way the code under test is.
 */
import { createConnection } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

const GET_ROUTE_BY_TOPIC = 105;
const UPDATE_BROKER_CONFIG = 25;
const SUCCESS = 0;
const ANSWER_TIMEOUT_MS = 2_000;

/** Authority and client certificate for servers that want TLS. */
export type HarnessTls = Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>;

interface RouteBody {
  readonly brokerDatas?: readonly { readonly brokerName: string }[];
}

/** Answers the broker names in a topic's route; none when there is no route or the name server does not answer yet. */
export async function brokersInRoute(nameServer: string, topic: string, tls?: HarnessTls): Promise<readonly string[]> {
  const request = frame(GET_ROUTE_BY_TOPIC, { topic }, Buffer.alloc(0));
  const answer = await exchange(nameServer, request, tls).catch(() => undefined);
  if (answer === undefined || answer.code !== SUCCESS) return [];
  const route = JSON.parse(withQuotedKeys(answer.body)) as RouteBody;
  return (route.brokerDatas ?? []).map((broker) => broker.brokerName);
}

/**
 * Makes a broker register with its name server now, by setting a permission that it has already.
 * Does nothing when the broker refuses.
 */
export async function askToRegister(broker: string, brokerPermission: string, tls?: HarnessTls): Promise<void> {
  const body = Buffer.from(`brokerPermission=${brokerPermission}\n`);
  await exchange(broker, frame(UPDATE_BROKER_CONFIG, {}, body), tls).catch(() => undefined);
}

function frame(code: number, extFields: Readonly<Record<string, string>>, body: Buffer): Buffer {
  const header = Buffer.from(JSON.stringify({ code, language: 'OTHER', version: 475, opaque: 1, flag: 0, extFields }));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(4 + header.length + body.length, 0);
  // The top byte would be the serialize type: 0 is JSON.
  lengths.writeUInt32BE(header.length, 4);
  return Buffer.concat([lengths, header, body]);
}

function exchange(address: string, request: Buffer, tls?: HarnessTls): Promise<{ code: number; body: string }> {
  const [host = '', port] = address.split(':');
  return new Promise((resolve, reject) => {
    const target = { host, port: Number(port), timeout: ANSWER_TIMEOUT_MS };
    const socket = tls === undefined ? createConnection(target) : connectTls({ ...target, ...tls });
    let received = Buffer.alloc(0);
    socket.on(tls === undefined ? 'connect' : 'secureConnect', () => socket.write(request));
    socket.on('timeout', () => socket.destroy(new Error(`${address} did not answer`)));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`${address} closed the connection`)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 8 || received.length < 4 + received.readUInt32BE(0)) return;
      const bodyAt = 8 + (received.readUInt32BE(4) & 0xff_ff_ff);
      const { code } = JSON.parse(received.toString('utf8', 8, bodyAt)) as { code: number };
      resolve({ code, body: received.toString('utf8', bodyAt) });
      socket.destroy();
    });
  });
}

/** RocketMQ's JSON writes the keys of a map from broker id to address as bare integers. */
function withQuotedKeys(json: string): string {
  return json.replaceAll(/([{,])\s*(-?\d+)\s*:/g, '$1"$2":');
}
