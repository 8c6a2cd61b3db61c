// A name server and broker on one port that answers as cheaply as it can, so that a benchmark measures the client.
// Answers JSON headers to any request, as 5.x brokers do. Prints its port; ends when its standard input does.
import { createServer } from 'node:net';

const HOST = '127.0.0.1';
const TYPE_BINARY = 1;
const ONEWAY = 2;
const SENDS = new Set([10, 310, 320]);
const ROUTE = 105;

function frame(header, body = '') {
  const headerBytes = Buffer.byteLength(header);
  const bytes = Buffer.alloc(8 + headerBytes + Buffer.byteLength(body));
  bytes.writeInt32BE(bytes.length - 4, 0);
  bytes.writeInt32BE(headerBytes, 4);
  bytes.write(header + body, 8);
  return bytes;
}

// What a 5.5.0 broker answers, with room for the correlation id: JSON allows blanks in front of a number.
const SENT_FIELDS = {
  queueId: '2',
  transactionId: 'C0000202217D1340EE23F57088954A00',
  msgId: '7F0000010000559700000000089A0C3E',
  TRACE_ON: 'true',
  MSG_REGION: 'DefaultRegion',
  queueOffset: '4196',
};
const OPAQUE_WIDTH = 11;
const SENT = frame(
  `{"code":0,"extFields":${JSON.stringify(SENT_FIELDS)},"flag":1,"language":"JAVA","opaque":${' '.repeat(OPAQUE_WIDTH)},"serializeTypeCurrentRPC":"JSON","version":513}`,
);
const OPAQUE_AT = SENT.indexOf('"opaque":') + '"opaque":'.length;

function readHeader(bytes, at) {
  const length = bytes.readUIntBE(at + 5, 3);
  if (bytes[at + 4] === TYPE_BINARY) {
    return { code: bytes.readInt16BE(at + 8), opaque: bytes.readInt32BE(at + 13), flag: bytes.readInt32BE(at + 17) };
  }
  return JSON.parse(bytes.toString('utf8', at + 8, at + 8 + length));
}

function serve(socket) {
  let rest;
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    const answers = [];
    let at = 0;
    while (bytes.length - at >= 8 && bytes.length - at - 4 >= bytes.readInt32BE(at)) {
      const { code, opaque, flag } = readHeader(bytes, at);
      if ((flag & ONEWAY) === 0) answers.push(answerTo(code, opaque));
      at += 4 + bytes.readInt32BE(at);
    }
    rest = at < bytes.length ? bytes.subarray(at) : undefined;
    if (answers.length > 0) socket.write(answers.length === 1 ? answers[0] : Buffer.concat(answers));
  });
}

function answerTo(code, opaque) {
  if (SENDS.has(code)) {
    const answer = Buffer.from(SENT);
    answer.latin1Write(String(opaque).padStart(OPAQUE_WIDTH), OPAQUE_AT);
    return answer;
  }
  const header = JSON.stringify({ code: 0, flag: 1, language: 'JAVA', opaque, version: 513, extFields: {} });
  return frame(header, code === ROUTE ? route : '');
}

let route = '';
const server = createServer(serve).listen(0, HOST, () => {
  const { port } = server.address();
  const brokers = [{ brokerAddrs: { 0: `${HOST}:${port}` }, brokerName: 'answering', cluster: 'bench' }];
  const queues = [{ brokerName: 'answering', perm: 6, readQueueNums: 4, topicSysFlag: 0, writeQueueNums: 4 }];
  route = JSON.stringify({ brokerDatas: brokers, filterServerTable: {}, queueDatas: queues });
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().on('end', () => process.exit());
