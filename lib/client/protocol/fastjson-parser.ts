/**
 * Reads the JSON dialect of RocketMQ servers: standard JSON plus map keys without quotes, which are integers
 * (`{0:"a:1"}`) or whole objects (`{{"queueId":0}:5}`). Such a key becomes its own source text.
 * Source: wire protocol section 5.3 (fastjson's defaults).
 */
import { ResponseInvalidError } from '../errors/transport-errors.js';

/** @throws {ResponseInvalidError} RESPONSE_INVALID - text that is neither JSON nor the dialect */
export function parseFastjson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new DialectParser(text).parse();
  }
}

const WHITE_SPACE = /[ \t\r\n]*/y;
const BARE_KEY = /-?\d+/y;
const SCALAR = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const DEEPEST = 64;

class DialectParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): unknown {
    const value = this.#value();
    this.#take(WHITE_SPACE);
    if (this.#at < this.#text.length) this.#fail('the end');
    return value;
  }

  #value(): unknown {
    this.#take(WHITE_SPACE);
    const next = this.#text[this.#at];
    if (next === '{' || next === '[') {
      if (++this.#depth > DEEPEST) this.#fail(`at most ${DEEPEST} levels`);
      const value = next === '{' ? this.#object() : this.#array();
      this.#depth -= 1;
      return value;
    }
    const token = next === '"' ? this.#takeString() : this.#take(SCALAR);
    return this.#scalar(token ?? this.#fail('a value'));
  }

  #object(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#at += 1;
    while (!this.#skip('}')) {
      if (entries.length > 0 && !this.#skip(',')) this.#fail('"," or "}"');
      const key = this.#key();
      if (!this.#skip(':')) this.#fail('":"');
      entries.push([key, this.#value()]);
    }
    return Object.fromEntries(entries);
  }

  #key(): string {
    this.#take(WHITE_SPACE);
    const start = this.#at;
    if (this.#text[start] === '"') return String(this.#scalar(this.#takeString() ?? this.#fail('a key')));
    if (this.#text[start] === '{') {
      this.#value();
      return this.#text.slice(start, this.#at);
    }
    return this.#take(BARE_KEY) ?? this.#fail('a key');
  }

  #array(): unknown[] {
    const values: unknown[] = [];
    this.#at += 1;
    while (!this.#skip(']')) {
      if (values.length > 0 && !this.#skip(',')) this.#fail('"," or "]"');
      values.push(this.#value());
    }
    return values;
  }

  #skip(character: string): boolean {
    this.#take(WHITE_SPACE);
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0];
    if (token !== undefined) this.#at += token.length;
    return token;
  }

  /** A loop, because a regular expression for this exhausts its stack at some megabytes. */
  #takeString(): string | undefined {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1;
    if (end >= this.#text.length) return undefined;
    this.#at = end + 1;
    return this.#text.slice(start, this.#at);
  }

  #scalar(token: string): unknown {
    try {
      return JSON.parse(token);
    } catch {
      return this.#fail('a valid string');
    }
  }

  #fail(expected: string): never {
    const found = JSON.stringify(this.#text.slice(this.#at, this.#at + 30));
    throw new ResponseInvalidError(`a server's JSON has ${found} at character ${this.#at} where ${expected} should be`);
  }
}
