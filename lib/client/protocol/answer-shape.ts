/**
 * What the answers of one broker to sends look like: it writes the same JSON header again and again with other values in it,
 * so that one which was parsed tells how to read those behind it in place. Source: wire protocol section 3.4.
 */
import type { ExtFields, RemotingCommand } from './remoting-command.js';

/** Values that differ from answer to answer, by the text in front of them. */
const SLOTS = {
  '"queueId":"': 'queueId',
  '"queueOffset":"': 'queueOffset',
  '"msgId":"': 'msgId',
  '"transactionId":"': 'transactionId',
  '"opaque":': 'opaque',
} as const;

type Slot = (typeof SLOTS)[keyof typeof SLOTS];

/** Text that is not read in place: more than a byte a character, JSON escapes, and the one other value that differs. */
// oxlint-disable-next-line no-control-regex -- nothing but what follows these is taken as it stands
const UNREADABLE = /[^\u0020-\u007e]|\\|"recallHandle"/;
/** A value, of a batch all its ids, and what stands behind it. */
const VALUE = /^ *(?:\d{1,15}(?=[",}])|[0-9A-F]{16,64}(?:,[0-9A-F]{16,64})*(?="))/;

const WORD_BYTES = 4;

/** Text to be found again, four bytes at a time. */
export class Literal {
  readonly words: Int32Array;
  /** Behind the words. */
  readonly rest: Uint8Array;
  readonly length: number;

  constructor(text: string) {
    const bytes = Buffer.from(text, 'latin1');
    const words = Math.floor(bytes.length / WORD_BYTES);
    this.words = Int32Array.from({ length: words }, (_, index) => bytes.readInt32LE(index * WORD_BYTES));
    this.rest = bytes.subarray(words * WORD_BYTES);
    this.length = bytes.length;
  }
}

/** The same in all answers of a broker, but for the slots. */
export class AnswerShape {
  readonly flag: number;
  readonly language: string | undefined;
  readonly version: number;
  /** Of the answer that gave the shape: those that are no slots are the same in all. */
  readonly extFields: ExtFields;
  readonly slots: readonly Slot[];
  /** What stands in front of each slot, and behind the last one. */
  readonly literals: readonly Literal[];

  private constructor(command: RemotingCommand, literals: readonly string[], slots: readonly Slot[]) {
    this.flag = command.flag;
    this.language = command.language;
    this.version = command.version;
    this.extFields = command.extFields ?? {};
    this.literals = literals.map((literal) => new Literal(literal));
    this.slots = slots;
  }

  /** The shape of an answer, `undefined` for one that no others need look like: no answer to a send, or an unusual one. */
  static of(command: RemotingCommand, header: Buffer): AnswerShape | undefined {
    const { extFields } = command;
    const isPlain = command.code === 0 && command.remark === undefined && command.body === undefined;
    if (!isPlain || extFields?.['msgId'] === undefined) return undefined;
    const text = header.toString('latin1');
    if (UNREADABLE.test(text)) return undefined;
    const literals: string[] = [];
    const slots: Slot[] = [];
    let from = 0;
    for (const match of text.matchAll(/"\w+":"?/g)) {
      const slot = (SLOTS as Readonly<Record<string, Slot>>)[match[0]];
      if (slot === undefined) continue;
      const at = match.index + match[0].length;
      const [value] = VALUE.exec(text.slice(at)) ?? [];
      const parsed = slot === 'opaque' ? String(command.opaque) : extFields[slot];
      if (value === undefined || value.trimStart() !== parsed || slots.includes(slot)) return undefined;
      literals.push(text.slice(from, at));
      slots.push(slot);
      from = at + value.length;
    }
    const isWhole = (['queueId', 'queueOffset', 'msgId', 'opaque'] as const).every((slot) => slots.includes(slot));
    return isWhole ? new AnswerShape(command, [...literals, text.slice(from)], slots) : undefined;
  }
}
