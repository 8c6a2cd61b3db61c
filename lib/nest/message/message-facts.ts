/**
 * Puts together the facts of one message from those who may name them; who comes first wins.
 */
import type { SendOptions } from '../../client/index.js';
import type { MessageFacts } from './send-outcome.interface.js';

/** Somebody who names facts: as values, or as functions that are called with `args`. */
export interface FactSource {
  readonly facts: object | undefined;
  readonly args: readonly unknown[];
}

/** Facts as values. Which of them exclude each other is for the client to say. */
export interface MergedFacts extends MessageFacts, SendOptions {
  readonly delayLevel?: number;
  readonly deliverAfterMs?: number;
  readonly deliverAt?: Date;
}

const SINGLE_FACTS = ['tags', 'keys', 'flag', 'buyerId', 'waitStoreMsgOk', 'timeoutMs', 'signal', 'messageId'] as const;

/** Facts that exclude each other: whoever names one of a group decides about the group. */
const FACT_GROUPS = [
  ['delayLevel', 'deliverAfterMs', 'deliverAt'],
  ['queue', 'selector', 'shardingKey'],
] as const;

/** A function that is the fact itself; it is not called for it. */
const FUNCTION_FACT = 'selector';

type Facts = Record<string, unknown>;

/**
 * A function that returns `undefined` leaves its fact to the next source. User properties are facts each by its own name.
 *
 * @param sources - the one that wins first
 * @throws what a function of a source throws
 */
export function mergeFacts(sources: readonly FactSource[]): MergedFacts {
  const merged: Facts = {};
  for (const source of sources) {
    if (source.facts === undefined) continue;
    for (const name of SINGLE_FACTS) addFact(merged, source, name);
    for (const group of FACT_GROUPS) addGroup(merged, source, group);
    addProperties(merged, source);
  }
  return merged;
}

function addFact(merged: Facts, source: FactSource, name: string): void {
  if (merged[name] === undefined) set(merged, name, valueOf(source, name));
}

function addGroup(merged: Facts, source: FactSource, group: readonly string[]): void {
  if (group.some((name) => merged[name] !== undefined)) return;
  for (const name of group) set(merged, name, valueOf(source, name));
}

function addProperties(merged: Facts, source: FactSource): void {
  const properties = valueOf(source, 'properties');
  if (properties === undefined) return;
  const first = merged['properties'];
  // What is no plain object stays as it is, for the client's check to find.
  merged['properties'] = isPlain(first) && isPlain(properties) ? { ...properties, ...first } : (first ?? properties);
}

function set(merged: Facts, name: string, value: unknown): void {
  if (value !== undefined) merged[name] = value;
}

function valueOf({ facts, args }: FactSource, name: string): unknown {
  const value = (facts as Facts)[name];
  if (typeof value !== 'function' || name === FUNCTION_FACT) return value;
  return (value as (...args: readonly unknown[]) => unknown)(...args);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value);
}
