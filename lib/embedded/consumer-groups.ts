/**
 * Consumer groups as one broker knows them: members by connection, and committed offsets.
 * Source: wire protocol sections 6.2, 12.4 and 12.5, Java `ConsumerManager` and `ConsumerOffsetManager`.
 */
import type { Peer } from './exchange.js';

export class ConsumerGroups {
  /** Group -> connection -> client id. */
  readonly #members = new Map<string, Map<Peer, string>>();
  /** Groups that had a member or pulled once: a broker creates them by itself. */
  readonly #known = new Set<string>();
  readonly #offsets = new Map<string, number>();

  isKnown(group: string): boolean {
    return this.#known.has(group);
  }

  ensureKnown(group: string): void {
    this.#known.add(group);
  }

  join(group: string, peer: Peer, clientId: string): void {
    this.ensureKnown(group);
    const members = this.#members.get(group) ?? new Map<Peer, string>();
    this.#members.set(group, members.set(peer, clientId));
  }

  leave(group: string, peer: Peer): void {
    const members = this.#members.get(group);
    if (members?.delete(peer) === true && members.size === 0) this.#members.delete(group);
  }

  /** The connection is gone, and its memberships with it. */
  disconnected(peer: Peer): void {
    for (const group of this.#members.keys()) this.leave(group, peer);
  }

  /** One client id a connection, as on real brokers; empty for a group without members. */
  clientIds(group: string): readonly string[] {
    return [...(this.#members.get(group)?.values() ?? [])];
  }

  commit(group: string, topic: string, queueId: number, offset: number): void {
    this.#offsets.set(offsetKey(group, topic, queueId), offset);
  }

  committed(group: string, topic: string, queueId: number): number | undefined {
    return this.#offsets.get(offsetKey(group, topic, queueId));
  }
}

/** Neither names of topics nor of groups contain `@`. */
function offsetKey(group: string, topic: string, queueId: number): string {
  return `${topic}@${group}@${queueId}`;
}
