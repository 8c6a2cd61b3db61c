// A name server and brokers that answer as cheaply as they can, so that a benchmark measures the client: a port each, of which
// the first is the name server's, too. Answers JSON headers to any request, as 5.x brokers do. Prints the first port; ends when
// its standard input does.
import { once } from 'node:events';
import { createServer } from 'node:net';
import process from 'node:process';
import { SendAnswers } from './send-answers.mjs';

const HOST = '127.0.0.1';
const TYPE_BINARY = 1;
const ONEWAY = 2;
const SENDS = new Set([10, 310, 320]);
const ROUTE = 105;
/** Longer than any number of a header. */
const NUMBER_WIDTH = 12;
const QUEUES = 4;

/** How many brokers each topic has, and whether sends are answered; see sink-server.mjs. */
const { brokers, answersSends } = JSON.parse(process.argv[2]);
const answers = new SendAnswers();
const header = { code: 0, opaque: 0, flag: 0 };
let route = '';

/** One object for all: nobody keeps it. */
function readHeader(bytes, at) {
  const start = at + 8;
  if (bytes[at + 4] === TYPE_BINARY) {
    header.code = bytes.readInt16BE(start);
    header.opaque = bytes.readInt32BE(start + 5);
    header.flag = bytes.readInt32BE(start + 9);
    return;
  }
  const text = bytes.latin1Slice(start, start + bytes.readUIntBE(at + 5, 3));
  header.code = numberBehind(text, '"code":');
  header.opaque = numberBehind(text, '"opaque":');
  header.flag = numberBehind(text, '"flag":');
}

/** Names in values are no danger: there JSON writes `\"code\":`. */
function numberBehind(text, name) {
  const at = text.lastIndexOf(name) + name.length;
  return Number.parseInt(text.slice(at, at + NUMBER_WIDTH), 10);
}

function serve(socket) {
  let rest;
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    answers.begin();
    let at = 0;
    while (bytes.length - at >= 8) {
      const end = at + 4 + bytes.readInt32BE(at);
      if (end > bytes.length) break;
      readHeader(bytes, at);
      if ((header.flag & ONEWAY) === 0) {
        if (!SENDS.has(header.code)) socket.write(otherAnswer());
        else if (answersSends) answers.add(header.opaque, socket);
      }
      at = end;
    }
    rest = at < bytes.length ? bytes.subarray(at) : undefined;
    answers.writeTo(socket);
  });
}

function otherAnswer() {
  const { code, opaque } = header;
  const text = JSON.stringify({ code: 0, flag: 1, language: 'JAVA', opaque, version: 513, extFields: {} });
  const body = code === ROUTE ? route : '';
  const bytes = Buffer.alloc(8 + text.length + body.length);
  bytes.writeInt32BE(bytes.length - 4, 0);
  bytes.writeInt32BE(text.length, 4);
  bytes.latin1Write(text + body, 8);
  return bytes;
}

async function listen() {
  const server = createServer(serve).listen(0, HOST);
  await once(server, 'listening');
  return server.address().port;
}

const ports = await Promise.all(Array.from({ length: brokers }, listen));
const named = ports.map((port, index) => ({ brokerName: `sink-${index}`, port }));
route = JSON.stringify({
  brokerDatas: named.map(({ brokerName, port }) => ({
    brokerAddrs: { 0: `${HOST}:${port}` },
    brokerName,
    cluster: 'bench',
  })),
  filterServerTable: {},
  queueDatas: named.map(({ brokerName }) => ({
    brokerName,
    perm: 6,
    readQueueNums: QUEUES,
    topicSysFlag: 0,
    writeQueueNums: QUEUES,
  })),
});
process.stdout.write(`${ports[0]}\n`);
process.stdin.resume().on('end', () => process.exit());
