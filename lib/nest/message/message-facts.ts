/**
 * Puts together the facts of one message from those who may name them; who comes first wins.
 */
import type { SendOptions } from '../../client/index.js';
import type { MessageFacts } from './send-outcome.interface.js';

/** Somebody who names facts: as values, or as functions that are called with `args`. */
export interface FactSource {
  readonly facts: object | undefined;
  readonly args: readonly unknown[];
  /** What it comes to by itself, where that is the same for every message. */
  readonly merged?: MergedFacts;
}

/** Facts as values. Which of them exclude each other is for the client to say. */
export interface MergedFacts extends MessageFacts, SendOptions {
  readonly delayLevel?: number;
  readonly deliverAfterMs?: number;
  readonly deliverAt?: Date;
}

type Given = { readonly [K in keyof MergedFacts]?: unknown };

/**
 * A function that returns `undefined` leaves its fact to the next source. User properties are facts each by its own name.
 *
 * @param sources - the one that wins first
 * @throws what a function of a source throws
 */
export function mergeFacts(sources: readonly FactSource[]): MergedFacts {
  if (sources.length === 0) return NO_FACTS;
  if (sources.length === 1 && sources[0]?.merged !== undefined) return sources[0].merged;
  const merged = new Merge();
  for (const { facts, args } of sources) if (facts !== undefined) merged.add(facts, args);
  return merged as MergedFacts;
}

/** Facts without functions as the only source, merged once for all messages; `undefined` if there are functions among them. */
export function constantSources(facts: object): readonly FactSource[] | undefined {
  const given = facts as Readonly<Record<string, unknown>>;
  if (Object.keys(NO_FACTS).some((name) => typeof given[name] === 'function')) return undefined;
  const source = { facts, args: [] };
  return [{ ...source, merged: mergeFacts([source]) }];
}

/** Every fact has a line, not a name in a table: it saves some 2% of a send. */
class Merge implements Given {
  tags: unknown;
  keys: unknown;
  flag: unknown;
  buyerId: unknown;
  waitStoreMsgOk: unknown;
  timeoutMs: unknown;
  signal: unknown;
  messageId: unknown;
  delayLevel: unknown;
  deliverAfterMs: unknown;
  deliverAt: unknown;
  queue: unknown;
  selector: unknown;
  shardingKey: unknown;
  properties: unknown;

  add(facts: Given, args: readonly unknown[]): void {
    this.tags = first(this.tags, facts.tags, args);
    this.keys = first(this.keys, facts.keys, args);
    this.flag = first(this.flag, facts.flag, args);
    this.buyerId = first(this.buyerId, facts.buyerId, args);
    this.waitStoreMsgOk = first(this.waitStoreMsgOk, facts.waitStoreMsgOk, args);
    this.timeoutMs = first(this.timeoutMs, facts.timeoutMs, args);
    this.signal = first(this.signal, facts.signal, args);
    this.messageId = first(this.messageId, facts.messageId, args);
    // Facts that exclude each other: whoever names one of a group decides about the group.
    if (this.delayLevel === undefined && this.deliverAfterMs === undefined && this.deliverAt === undefined) {
      this.delayLevel = valueOf(facts.delayLevel, args);
      this.deliverAfterMs = valueOf(facts.deliverAfterMs, args);
      this.deliverAt = valueOf(facts.deliverAt, args);
    }
    if (this.queue === undefined && this.selector === undefined && this.shardingKey === undefined) {
      this.queue = valueOf(facts.queue, args);
      // A function that is the fact itself; it is not called for it.
      this.selector = facts.selector;
      this.shardingKey = valueOf(facts.shardingKey, args);
    }
    this.properties = joined(this.properties, valueOf(facts.properties, args));
  }
}

const NO_FACTS = Object.freeze(new Merge()) as MergedFacts;

function first(known: unknown, given: unknown, args: readonly unknown[]): unknown {
  return known === undefined ? valueOf(given, args) : known;
}

function valueOf(given: unknown, args: readonly unknown[]): unknown {
  return typeof given === 'function' ? (given as (...args: readonly unknown[]) => unknown)(...args) : given;
}

/** What is no plain object stays as it is, to be refused. */
function joined(known: unknown, given: unknown): unknown {
  if (given === undefined) return known;
  return isPlain(known) && isPlain(given) ? { ...given, ...known } : (known ?? given);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value);
}
