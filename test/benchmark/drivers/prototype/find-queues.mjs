// Asks a name server once where a topic's first broker listens and how many queues it has.
import { once } from 'node:events';
import { connect } from 'node:net';

const GET_ROUTEINFO_BY_TOPIC = 105;

/** @returns `{ brokerName, host, port, queues }` */
export async function findQueues(nameServer, topic) {
  const [host, port] = nameServer.split(':');
  const socket = connect(Number(port), host);
  await once(socket, 'connect');
  socket.write(routeRequest(topic));
  const { queueDatas, brokerDatas } = await readRoute(socket);
  socket.destroy();
  const [{ brokerName, writeQueueNums: queues }] = queueDatas;
  const { brokerAddrs } = brokerDatas.find((broker) => broker.brokerName === brokerName);
  const [brokerHost, brokerPort] = brokerAddrs[0].split(':');
  return { brokerName, host: brokerHost, port: Number(brokerPort), queues };
}

function routeRequest(topic) {
  const header = Buffer.from(
    JSON.stringify({
      code: GET_ROUTEINFO_BY_TOPIC,
      language: 'JAVA',
      version: 513,
      opaque: 0,
      flag: 0,
      extFields: { topic, acceptStandardJsonOnly: 'true' },
    }),
  );
  const lengths = Buffer.alloc(8);
  lengths.writeInt32BE(header.length + 4, 0);
  lengths.writeInt32BE(header.length, 4);
  return Buffer.concat([lengths, header]);
}

async function readRoute(socket) {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= 8 && bytes.length >= 4 + bytes.readInt32BE(0)) break;
  }
  const bodyAt = 8 + bytes.readUIntBE(5, 3);
  // Brokers' ids are the only keys that older servers write without quotes.
  return JSON.parse(bytes.toString('utf8', bodyAt).replaceAll(/([{,])(\d+):/g, '$1"$2":'));
}
