/**
 * Answers to sends that are read in place say what they would say if they were parsed.
 */
import { describe, expect, it } from '@jest/globals';
import { FrameDecoder, SendAnswer } from '../../../../lib/client/protocol/frame-decoder.js';
import { plainCommand, type RemotingCommand } from '../../../../lib/client/protocol/remoting-command.js';

/** As a 5.5.0 broker answers. */
const HEADER =
  '{"code":0,"extFields":{"queueId":"2","transactionId":"C0000202217D1340EE23F57088954A00",' +
  '"msgId":"7F0000010000559700000000089A0C3E","TRACE_ON":"true","MSG_REGION":"DefaultRegion","queueOffset":"4196"},' +
  '"flag":1,"language":"JAVA","opaque":12345,"serializeTypeCurrentRPC":"JSON","version":513}';

function frame(header: string | Buffer): Buffer {
  const bytes = Buffer.from(header);
  const start = Buffer.alloc(8);
  start.writeInt32BE(4 + bytes.length, 0);
  start.writeInt32BE(bytes.length, 4);
  return Buffer.concat([start, bytes]);
}

interface Decoded {
  readonly command: RemotingCommand | undefined;
  readonly isInPlace: boolean;
  readonly error: string | undefined;
}

/** What a decoder makes of a header that has seen others before. */
function decoded(header: string | Buffer, before: readonly string[]): Decoded {
  const seen: RemotingCommand[] = [];
  const decoder = new FrameDecoder((command) => seen.push(command));
  for (const one of before) decoder.push(frame(one));
  seen.length = 0;
  let error: string | undefined;
  try {
    decoder.push(frame(header));
  } catch (thrown) {
    error = (thrown as Error).message;
  }
  const [command] = seen;
  const isInPlace = command instanceof SendAnswer;
  return { command: command === undefined ? undefined : plainCommand(command), isInPlace, error };
}

const inPlace = (header: string | Buffer, before = [HEADER]): Decoded => decoded(header, before);
const parsed = (header: string | Buffer): Decoded => decoded(header, []);

describe('an answer to a send', () => {
  it('is read in place once one of its shape was parsed', () => {
    const first = parsed(HEADER);

    const second = inPlace(HEADER);

    expect([first.isInPlace, second.isInPlace]).toEqual([false, true]);
    expect(second.command).toEqual(first.command);
  });

  it.each([
    ['4.9 answers', HEADER.replace(/"transactionId":"\w+",/, '').replace('"version":513', '"version":407')],
    ['another order', HEADER.replace('"queueId":"2",', '').replace('"4196"', '"4196","queueId":"2"')],
    ['blanks in front of the id', HEADER.replace('12345', '   12345')],
    ['the ids of a batch', HEADER.replace('089A0C3E"', '089A0C3E,7F0000010000559700000000089A0C3F"')],
    ['an IPv6 store host', HEADER.replace('7F00000100005597', `${'AB'.repeat(16)}00005597`)],
  ])('has the shape that its broker gives it: %s', (_, header) => {
    const again = inPlace(header.replace('4196', '4197'), [header]);

    expect(again.isInPlace).toBe(true);
    expect(again).toEqual({ ...parsed(header.replace('4196', '4197')), isInPlace: true });
  });

  it.each([
    ['queueId', '"2"', ['0', '7', '2147483647', '2147483648', '99999999999999999', '', '-1', '1.5', '02', ' 2', '2x']],
    ['queueOffset', '"4196"', ['0', '9007199254740991', '999999999999999', '9999999999999999', '', '-4', '1e3']],
    ['msgId', '"7F0000010000559700000000089A0C3E"', ['AB', '', 'ab', 'A,B', ',', 'A,', 'é', '\\u0041', 'A"B']],
    ['transactionId', '"C0000202217D1340EE23F57088954A00"', ['', 'x', 'AB', 'A\u0000']],
  ])('says the same of any %s', (name, value, others) => {
    for (const other of others) {
      const header = HEADER.replace(`"${name}":${value}`, `"${name}":"${other}"`);

      const { isInPlace: _, ...read } = inPlace(header);

      expect({ other, ...read }).toEqual({ other, ...omitPlace(parsed(header)) });
    }
  });

  it.each(['0', '1', '2147483647', '2147483648', '-3', '1.5', '1e3', '"7"', 'null', ''])(
    'says the same of the correlation id %s',
    (opaque) => {
      const header = HEADER.replace('12345', opaque);

      expect(omitPlace(inPlace(header))).toEqual(omitPlace(parsed(header)));
    },
  );

  it('says the same, or is refused the same, whichever byte is another one', () => {
    const bytes = Buffer.from(HEADER);
    for (let index = 0; index < bytes.length; index++) {
      for (const byte of [0, 0x20, 0x22, 0x2c, 0x30, 0x39, 0x41, 0x5c, 0x7d, 0xc3]) {
        const mutated = Buffer.from(bytes);
        mutated[index] = byte;

        expect({ index, byte, ...omitPlace(inPlace(mutated)) }).toEqual({
          index,
          byte,
          ...omitPlace(parsed(mutated)),
        });
      }
    }
  });

  it.each([
    ['a refusal', HEADER.replace('"code":0', '"code":2')],
    ['a remark', HEADER.replace('"opaque"', '"remark":"slow","opaque"')],
    ['a recall handle', HEADER.replace('"queueId"', '"recallHandle":"djE=","queueId"')],
    ['a second value of the same name', HEADER.replace('"queueId":"2"', '"queueId":"2","queueId":"3"')],
    ['a text with escapes', HEADER.replace('DefaultRegion', 'Default\\"opaque\\":5Region')],
  ])('gives no shape with %s', (_, header) => {
    const again = inPlace(header, [header]);

    expect(again).toEqual(parsed(header));
  });

  it('gives another shape when a broker has changed its own', () => {
    const young = HEADER.replace('"version":513', '"version":514');

    const [soon, later] = [1, 32].map((count) =>
      inPlace(young, [HEADER, ...Array.from({ length: count }, () => young)]),
    );

    expect([soon?.isInPlace, later?.isInPlace]).toEqual([false, true]);
    expect(later?.command).toEqual(parsed(young).command);
  });

  it('with a body is parsed', () => {
    const seen: RemotingCommand[] = [];
    const decoder = new FrameDecoder((command) => seen.push(command));
    decoder.push(frame(HEADER));
    const withBody = Buffer.concat([frame(HEADER), Buffer.from('body')]);
    withBody.writeInt32BE(withBody.length - 4, 0);

    decoder.push(withBody);

    expect(seen[1]).toMatchObject({ opaque: 12_345, body: Buffer.from('body') });
  });
});

function omitPlace({ command, error }: Decoded): Pick<Decoded, 'command' | 'error'> {
  return { command, error };
}
