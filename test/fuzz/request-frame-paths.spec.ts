/**
 * A request is written by one of two paths: straight from its values, or through strings for hooks. Nobody can tell which.
 */
import { describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { ByteWriter } from '../../lib/client/protocol/byte-writer.js';
import { writeFrameStart, writeRequestFrameStart } from '../../lib/client/protocol/frame-encoder.js';
import { encodeExtFields } from '../../lib/client/protocol/header-schema.js';
import type { HeaderFormat } from '../../lib/client/protocol/remoting-command.js';
import { REQUESTS } from '../../lib/client/protocol/requests.js';
import { sendHeader } from '../fixtures/command-arbitraries.js';
import { aCommand } from '../fixtures/commands.js';

const { code, requestFields: fields } = REQUESTS.SEND_MESSAGE_V2;
const FORMATS: readonly HeaderFormat[] = ['JSON', 'ROCKETMQ'];
const HEADERS = 10_000;

// Property tests take seconds, and many on a busy machine.
jest.setTimeout(120_000);

function straight(values: object, body: Uint8Array, format: HeaderFormat): Buffer {
  const writer = new ByteWriter(16);
  const { extFields: _extFields, body: _body, ...head } = aCommand({ code });
  writeRequestFrameStart(writer, { head, fields, values, bodyBytes: body.length }, format);
  return writer.buffer.subarray(0, writer.offset);
}

function throughStrings(values: object, body: Uint8Array, format: HeaderFormat): Buffer {
  const writer = new ByteWriter(16);
  writeFrameStart(writer, aCommand({ code, extFields: encodeExtFields(fields, values), body }), format);
  return writer.buffer.subarray(0, writer.offset);
}

describe('the two ways to write a send', () => {
  it.each(FORMATS)(`give the same bytes for ${HEADERS} headers in %s`, (format) => {
    let compared = 0;

    fc.assert(
      fc.property(sendHeader, fc.uint8Array({ maxLength: 20 }), (values, body) => {
        compared += 1;
        return straight(values, body, format).equals(throughStrings(values, body, format));
      }),
      { numRuns: HEADERS },
    );

    expect(compared).toBe(HEADERS);
  });
});
