/**
 * Property strings that official clients sent and brokers stored come out as they were.
 */
import { describe, expect, it } from '@jest/globals';
import {
  decodePropertyEntries,
  encodeProperties,
  PROPERTY_SEPARATOR,
} from '../../../../lib/client/message/message-properties.js';
import { recordedStoredMessages } from '../../../fixtures/recorded-messages.js';
import { decodeFrame } from '../../../fixtures/decoded-frames.js';
import { RECORDED } from '../../../fixtures/recorded-frames.js';

/** The short and the long header of a send, and that of a reply. */
const SEND_CODES: ReadonlySet<number> = new Set([10, 310, 320, 324, 325]);

function sentBy(version: '5.5.0' | '4.9.7'): string[] {
  return RECORDED.filter(({ dir, header }) => dir === '>' && SEND_CODES.has(header.code))
    .filter(({ folder, scenario }) => folder.startsWith(version) && scenario !== 'err-raw-requests')
    .map(({ bytes }) => decodeFrame(bytes).command.extFields ?? {})
    .map((extFields) => extFields['i'] ?? extFields['properties'] ?? '');
}

function again(text: string): string {
  return encodeProperties(decodePropertyEntries(text));
}

describe('recorded property strings', () => {
  it('that 5.5.0 clients sent come out byte for byte', () => {
    const sent = sentBy('5.5.0');

    const encoded = sent.map(again);

    expect(sent).toHaveLength(145);
    expect(encoded).toEqual(sent);
  });

  it('that 4.9.7 clients sent come out byte for byte but for the last separator, which those leave out', () => {
    const sent = sentBy('4.9.7');

    const encoded = sent.map(again);

    expect(sent).toHaveLength(107);
    expect(encoded.every((text) => text.endsWith(PROPERTY_SEPARATOR))).toBe(true);
    expect(encoded.map((text) => text.slice(0, -PROPERTY_SEPARATOR.length))).toEqual(sent);
  });

  it('that brokers stored come out byte for byte, whether terminated or not', () => {
    const stored = recordedStoredMessages().map(({ propertyText }) => propertyText);

    const encoded = stored.map(again);

    expect(stored).toHaveLength(264);
    expect(encoded).toEqual(
      stored.map((text) => (text.endsWith(PROPERTY_SEPARATOR) ? text : text + PROPERTY_SEPARATOR)),
    );
  });
});
