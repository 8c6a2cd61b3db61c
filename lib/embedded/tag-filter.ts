/**
 * Filters by tag as brokers do: on hash codes alone, so a consumer must compare the tags once more.
 * Source: wire protocol sections 12.1 and 12.10, Java `FilterAPI`.
 */
import { javaHash } from '../client/message/java-hash.js';

/** Decides about a message by the hash code of its tag. */
export type TagFilter = (tagCode: number) => boolean;

const SEPARATOR = '||';
const everything: TagFilter = () => true;

/** Java's hash of a tag; 0 for a message without one. */
export function tagCode(tag: string | undefined): number {
  return tag === undefined ? 0 : javaHash(tag);
}

/**
 * @param expression - `*`, or tags joined with `||`
 * @param type - `TAG` or nothing; other types let everything pass, as a broker does with an expression it cannot compile
 */
export function tagFilter(expression: string | undefined, type: string | undefined): TagFilter {
  if (expression === undefined || (type !== undefined && type !== 'TAG')) return everything;
  const tags = expression.split(SEPARATOR).map((tag) => tag.trim());
  const codes: ReadonlySet<number> = new Set(tags.filter((tag) => tag !== '').map(tagCode));
  if (codes.size === 0 || expression.trim() === '*') return everything;
  return (code) => codes.has(code);
}
