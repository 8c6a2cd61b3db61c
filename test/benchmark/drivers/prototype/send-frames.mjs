// Send requests with binary headers, written one behind the other into slabs that are written out when they are full or
// when `flush()` says so.

export const SLAB_BYTES = 256 * 1024;
/** Of a header with its property string: topics and keys here are short. */
const MOST_HEADER_BYTES = 1024;
const TYPE_BINARY = 1;
const LANGUAGE_JAVA = 0;
const VERSION = 513;
/** Before the extension fields: code, language, version, opaque, flag, length of the remark, length of the fields. */
const FIXED_HEADER_BYTES = 21;
const LOWER_A = 97;
const HEX = Array.from({ length: 65_536 }, (_, number) => number.toString(16).toUpperCase().padStart(4, '0'));
/** Address and process of an id; who reads it back gets nothing sensible. */
const ID_PREFIX = '7F00000100002A139A18';

let idCounter = 0;

function uniqueKey() {
  const now = Date.now();
  idCounter = (idCounter + 1) & 0xffff;
  return ID_PREFIX + HEX[(now >>> 16) & 0xffff] + HEX[now & 0xffff] + HEX[idCounter];
}

export function messageProperties({ keys, tags }) {
  return `KEYS\u0001${keys}\u0002UNIQ_KEY\u0001${uniqueKey()}\u0002WAIT\u0001true\u0002TAGS\u0001${tags}`;
}

export class SendFrames {
  #slab = Buffer.allocUnsafe(SLAB_BYTES);
  #at = 0;
  #frameAt = 0;
  #topic;
  #brokerName;
  #queueIds;
  #turn = 0;
  #write;

  constructor(topic, { brokerName, queues }, write) {
    this.#topic = topic;
    this.#brokerName = brokerName;
    this.#queueIds = Array.from({ length: queues }, (_, id) => String(id));
    this.#write = write;
  }

  /** @param bodyBytes - at most so many follow before `end()` */
  begin(code, flag, { opaque, properties, isBatch }, bodyBytes) {
    if (this.#at + MOST_HEADER_BYTES + bodyBytes > SLAB_BYTES) this.flush();
    this.#frameAt = this.#at;
    const slab = this.#slab;
    const headerAt = this.#at + 8;
    slab.writeInt16BE(code, headerAt);
    slab[headerAt + 2] = LANGUAGE_JAVA;
    slab.writeInt16BE(VERSION, headerAt + 3);
    slab.writeInt32BE(opaque, headerAt + 5);
    slab.writeInt32BE(flag, headerAt + 9);
    slab.writeInt32BE(0, headerAt + 13);
    this.#at = headerAt + FIXED_HEADER_BYTES;
    this.#addFields(properties, isBatch);
    const headerBytes = this.#at - headerAt;
    slab.writeInt32BE(headerBytes - FIXED_HEADER_BYTES, headerAt + 17);
    slab.writeInt32BE((TYPE_BINARY << 24) | headerBytes, this.#frameAt + 4);
  }

  addBody(body) {
    body.copy(this.#slab, this.#at);
    this.#at += body.length;
  }

  /** A message within a batch: lengths, magic, checksum and flag (all nought), body, properties. */
  addEncoded(message) {
    const slab = this.#slab;
    const startedAt = this.#at;
    slab.fill(0, startedAt + 4, startedAt + 16);
    slab.writeInt32BE(message.body.length, startedAt + 16);
    this.#at = startedAt + 20;
    this.addBody(message.body);
    const written = slab.utf8Write(messageProperties(message), this.#at + 2);
    slab.writeInt16BE(written, this.#at);
    this.#at += 2 + written;
    slab.writeInt32BE(this.#at - startedAt, startedAt);
  }

  end() {
    this.#slab.writeInt32BE(this.#at - this.#frameAt - 4, this.#frameAt);
  }

  flush() {
    if (this.#at === 0) return;
    const full = this.#slab.subarray(0, this.#at);
    this.#slab = Buffer.allocUnsafe(SLAB_BYTES);
    this.#at = 0;
    this.#write(full);
  }

  /** The header of SEND_MESSAGE_V2, whose fields are letters. */
  #addFields(properties, isBatch) {
    this.#addText(LOWER_A, 'bench');
    this.#addText(LOWER_A + 1, this.#topic);
    this.#addText(LOWER_A + 2, 'TBW102');
    this.#addText(LOWER_A + 3, '4');
    this.#addText(LOWER_A + 4, this.#queueIds[this.#turn]);
    this.#turn = (this.#turn + 1) % this.#queueIds.length;
    this.#addText(LOWER_A + 5, '0');
    this.#addText(LOWER_A + 6, String(Date.now()));
    this.#addText(LOWER_A + 7, '0');
    this.#addText(LOWER_A + 8, properties);
    this.#addText(LOWER_A + 9, '0');
    this.#addText(LOWER_A + 10, 'false');
    this.#addText(LOWER_A + 12, isBatch ? 'true' : 'false');
    this.#addText(LOWER_A + 13, this.#brokerName);
  }

  #addText(name, value) {
    const slab = this.#slab;
    const at = this.#at;
    slab[at] = 0;
    slab[at + 1] = 1;
    slab[at + 2] = name;
    const written = slab.latin1Write(value, at + 7);
    // Nothing here is as long as 65536.
    slab[at + 3] = 0;
    slab[at + 4] = 0;
    slab[at + 5] = written >> 8;
    slab[at + 6] = written & 0xff;
    this.#at = at + 7 + written;
  }
}
