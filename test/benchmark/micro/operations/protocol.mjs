// Bytes: the frame of a send up to its body, and the answers to sends.
import { OutgoingProperties } from '../../../../dist/client/message/outgoing-properties.js';
import { ByteWriter } from '../../../../dist/client/protocol/byte-writer.js';
import { FrameDecoder } from '../../../../dist/client/protocol/frame-decoder.js';
import { writeRequestFrameStart } from '../../../../dist/client/protocol/frame-encoder.js';
import { IN_FLIGHT, OPERATIONS, SENDER, aimedSends, answerChunks, ids, kept } from './parts.mjs';

const SLAB_BYTES = 262_144;
const PREFIX_BYTES = 8;

export function properties() {
  const texts = new OutgoingProperties(ids);
  return encoding((writer, { message, idStart, idLastByte }) => texts.writePlain(writer, message, idStart, idLastByte));
}

/** With the properties. */
export function template() {
  return encoding((writer, send, opaque) => {
    if (!send.template.write(writer, opaque, 0, send, send.body.length)) throw new Error('the send is not plain');
  });
}

/** Field by field, as what has no template is written. */
export function generic() {
  return encoding((writer, send, opaque) => {
    const { definition, header, body } = send;
    const head = { code: definition.code, ...SENDER, opaque, flag: 0, remark: undefined };
    const frame = { head, fields: definition.requestFields, values: header, bodyBytes: body.length };
    writeRequestFrameStart(writer, frame, 'ROCKETMQ');
  });
}

function encoding(write) {
  const writer = new ByteWriter(SLAB_BYTES);
  const newSends = aimedSends();
  let sends;
  return {
    prepare: () => void (sends = newSends()),
    run() {
      for (let index = 0; index < OPERATIONS; index++) {
        if (index % IN_FLIGHT === 0) writer.offset = 0;
        write(writer, sends[index], index);
      }
    },
  };
}

export function decode() {
  const newChunks = answerChunks();
  let count = 0;
  const decoder = new FrameDecoder((answer) => (kept[count++ % IN_FLIGHT] = answer));
  let chunks;
  return {
    prepare: () => void (chunks = newChunks()),
    run() {
      for (const chunk of chunks) decoder.push(chunk);
    },
  };
}

/** What reading the same answers as JSON costs at the least. */
export function parseJson() {
  const newChunks = answerChunks();
  let chunks;
  return {
    prepare: () => void (chunks = newChunks()),
    run() {
      for (const chunk of chunks) {
        let count = 0;
        for (let at = 0; at < chunk.length;) {
          const end = at + 4 + chunk.readInt32BE(at);
          kept[count++] = JSON.parse(chunk.toString('utf8', at + PREFIX_BYTES, end));
          at = end;
        }
      }
    },
  };
}
