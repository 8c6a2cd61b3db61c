/**
 * Java's `String.hashCode`, which brokers filter tags by and Java's selector chooses queues by.
 * Source: wire protocol section 12.10.
 */

/** Over UTF-16 units, wrapped to 32 bits, signed. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  return hash;
}
