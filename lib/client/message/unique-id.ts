/**
 * Client message ids (UNIQ_KEY): 16 bytes as 32 upper-case hex digits,
 *
 *     local IP (4) | process id (2) | random, one client's own (4) | ms since the month began (4) | counter (2)
 *
 * Tools decode address, process and time from this layout. Never repeated within a client: a counter that overflows
 * advances the time field, time never goes back, and a new month gets a new random part.
 * Source: wire protocol section 4.1, Java `MessageClientIDSetter`.
 */

/** Each byte as two hex digits. */
const BYTE_HEX: readonly string[] = Array.from({ length: 0x100 }, (_, byte) => hex(byte, 2));
const COUNTER_END = 0x1_0000;

/** In the place of an id's last byte: it has all its digits already. */
export const WHOLE = -1;

/**
 * An id whose last byte was kept apart: 256 ids share what stands in front of it.
 *
 * @param lastByte - {@link WHOLE} where `start` is the id
 */
export function uniqueId(start: string, lastByte: number): string {
  return lastByte === WHOLE ? start : start + BYTE_HEX[lastByte];
}

/** Writes the two digits of an id's last byte; returns where they end. */
export function writeLastByte(lastByte: number, bytes: Uint8Array, at: number): number {
  const digits = BYTE_HEX[lastByte] as string;
  bytes[at] = digits.charCodeAt(0);
  bytes[at + 1] = digits.charCodeAt(1);
  return at + 2;
}

export interface UniqueIdSource {
  /** 4 bytes. */
  readonly address: Uint8Array;
  readonly processId: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** That many random bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
}

export class UniqueIdGenerator {
  readonly #source: UniqueIdSource;
  #prefix = '';
  #monthStart = 0;
  #monthEnd = 0;
  #time = -1;
  /** The id up to the counter. */
  #timed = '';
  #start = '';
  #counter = 0;
  /** Of the start that {@link startBytes} was asked for last. */
  #startBytes = Buffer.alloc(0);
  #startOfBytes = '';

  constructor(source: UniqueIdSource) {
    this.#source = source;
  }

  /** What stands in front of the last byte that {@link nextLastByte} gave. */
  get start(): string {
    return this.#start;
  }

  /** The time that goes into ids, in milliseconds since 1970. */
  now(): number {
    return this.#source.now();
  }

  next(): string {
    const lastByte = this.nextLastByte(this.now());
    return uniqueId(this.start, lastByte);
  }

  /**
   * The last byte of the next id; {@link start} has the rest then.
   *
   * @param now - what {@link now} says
   */
  nextLastByte(now: number): number {
    if (now >= this.#monthEnd) this.#startMonth(now);
    if (now - this.#monthStart > this.#time) this.#setTime(now - this.#monthStart);
    if (this.#counter === COUNTER_END) {
      this.#counter = 0;
      this.#setTime(this.#time + 1);
    }
    const counter = this.#counter++;
    const lastByte = counter & 0xff;
    if (lastByte === 0) this.#setStart(counter);
    return lastByte;
  }

  /** A start as bytes. Most ids are written soon, by whichever producer: all share what was made for the last one. */
  startBytes(start: string): Buffer {
    if (start !== this.#startOfBytes) {
      this.#startOfBytes = start;
      this.#startBytes = Buffer.from(start, 'latin1');
    }
    return this.#startBytes;
  }

  #startMonth(now: number): void {
    const date = new Date(now);
    this.#monthStart = new Date(date.getFullYear(), date.getMonth(), 1).getTime();
    this.#monthEnd = new Date(date.getFullYear(), date.getMonth() + 1, 1).getTime();
    this.#time = -1;
    const { address, processId, randomBytes } = this.#source;
    const process = hex(processId & 0xffff, 4);
    this.#prefix = bytesHex(address) + process + bytesHex(randomBytes(4));
  }

  #setTime(time: number): void {
    this.#time = time;
    this.#timed = this.#prefix + hex(time >>> 0, 8);
    this.#setStart(this.#counter);
  }

  #setStart(counter: number): void {
    this.#start = this.#timed + hex(counter >>> 8, 2);
  }
}

function bytesHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
