// Answers to sends, as a 5.5.0 broker writes them, at the least cost: buffers full of the same answer that are used again,
// in which only the correlation ids are written. JSON allows the blanks in front of a number that make its place fixed.

const FIELDS = {
  queueId: '2',
  transactionId: 'C0000202217D1340EE23F57088954A00',
  msgId: '7F0000010000559700000000089A0C3E',
  TRACE_ON: 'true',
  MSG_REGION: 'DefaultRegion',
  queueOffset: '4196',
};
const OPAQUE_WIDTH = 11;
const HEADER = `{"code":0,"extFields":${JSON.stringify(FIELDS)},"flag":1,"language":"JAVA","opaque":${' '.repeat(OPAQUE_WIDTH)},"serializeTypeCurrentRPC":"JSON","version":513}`;
const ANSWER = Buffer.alloc(8 + HEADER.length);
ANSWER.writeInt32BE(ANSWER.length - 4, 0);
ANSWER.writeInt32BE(HEADER.length, 4);
ANSWER.latin1Write(HEADER, 8);
const LAST_DIGIT_AT = ANSWER.indexOf('"opaque":') + '"opaque":'.length + OPAQUE_WIDTH - 1;

/** As many as fit into a chunk that is read, and more. */
const ANSWERS_PER_BUFFER = 512;
const ZERO = 48;
const BLANK = 32;

export class SendAnswers {
  #free = [];
  #buffer;
  #count = 0;

  begin() {
    this.#count = 0;
  }

  /** @param socket - gets what was added before, when the buffer is full */
  add(opaque, socket) {
    if (this.#count === ANSWERS_PER_BUFFER) {
      this.writeTo(socket);
      this.#count = 0;
    }
    this.#buffer ??= this.#free.pop() ?? Buffer.alloc(ANSWER.length * ANSWERS_PER_BUFFER, ANSWER);
    writeNumber(this.#buffer, opaque, this.#count * ANSWER.length + LAST_DIGIT_AT);
    this.#count += 1;
  }

  writeTo(socket) {
    if (this.#count === 0) return;
    const buffer = this.#buffer;
    this.#buffer = undefined;
    socket.write(buffer.subarray(0, this.#count * ANSWER.length), () => this.#free.push(buffer));
  }
}

/** Correlation ids of all clients here are not negative. */
function writeNumber(bytes, number, lastDigitAt) {
  const firstAt = lastDigitAt - OPAQUE_WIDTH + 1;
  let at = lastDigitAt;
  let left = number;
  do {
    const tenth = Math.trunc(left / 10);
    bytes[at] = ZERO + left - tenth * 10;
    at -= 1;
    left = tenth;
  } while (left > 0);
  while (at >= firstAt && bytes[at] !== BLANK) {
    bytes[at] = BLANK;
    at -= 1;
  }
}
