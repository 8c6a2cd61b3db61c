/**
 * Which topics the name servers gave no route for when they were last asked: those that are served from the last good route,
 * and those that never had one.
 */

/** Topics without any route that are remembered, and asked for again at each refresh; the oldest are forgotten first. */
const MISSING_TOPICS_KEPT = 100;

export class RouteTroubles {
  readonly #stale = new Set<string>();
  readonly #missing = new Set<string>();

  /** Topics that have no route. */
  get missing(): readonly string[] {
    return [...this.#missing];
  }

  isStale(topic: string): boolean {
    return this.#stale.has(topic);
  }

  noteFound(topic: string): void {
    this.#stale.delete(topic);
    this.#missing.delete(topic);
  }

  /** Its last good route stays in use. */
  noteStale(topic: string): void {
    this.#stale.add(topic);
  }

  noteMissing(topic: string): void {
    this.#missing.add(topic);
    const [oldest] = this.#missing;
    if (this.#missing.size > MISSING_TOPICS_KEPT && oldest !== undefined) this.#missing.delete(oldest);
  }
}
