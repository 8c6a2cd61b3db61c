/**
 * Options of a health check: their defaults, and what is refused.
 */
import { InvalidOptionsError } from '../client/index.js';
import type { HealthCriteria } from './health-signal.js';

/**
 * What a health check asks for.
 *
 * @publicApi
 */
export interface RocketMQHealthOptions {
  /** The connection to check, as in `forRoot({ name })`; default the one without a name. */
  readonly connection?: string | undefined;
  /**
   * Topics that the app cannot do without: it is down when one of them cannot be sent to. Default: it is down when none of
   * the topics that it has sent to can be. A topic that was never sent to counts for nothing.
   */
  readonly topics?: readonly string[] | undefined;
  /**
   * Counts degraded as down; default false. A topic with fewer queues than it ever had is degraded, too: where brokers are
   * taken out on purpose, until the app is started anew.
   */
  readonly strict?: boolean | undefined;
  /** Asks the name servers at each check, over the client's own connections; default false: memory only. */
  readonly probe?: false | { readonly timeoutMs: number } | undefined;
  /** How long the limits on sends in flight may be used up without a break, in milliseconds; default 30000. */
  readonly stallMs?: number | undefined;
  /** So many sends in a row must fail, the last one within a minute; default 5. One-way sends do not count. */
  readonly failures?: number | undefined;
}

/** The criteria that are not about the moment, and how long a probe may take. */
export interface ResolvedHealthOptions extends Pick<HealthCriteria, 'topics' | 'strict' | 'stallMs' | 'failures'> {
  readonly probeTimeoutMs: number | undefined;
}

/** @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option */
export function resolveHealthOptions(options: RocketMQHealthOptions): ResolvedHealthOptions {
  const { topics = [], strict = false, probe = false, stallMs = 30_000, failures = 5 } = options;
  const problems = [
    Array.isArray(topics) && topics.every((topic) => typeof topic === 'string')
      ? undefined
      : 'topics must be a list of names',
    typeof strict === 'boolean' ? undefined : `strict is ${String(strict)}, it must be true or false`,
    probe === false || isPositive((probe as { readonly timeoutMs?: unknown } | null)?.timeoutMs)
      ? undefined
      : 'probe must be false or { timeoutMs } with a positive number',
    isPositive(stallMs) ? undefined : `stallMs is ${stallMs}, it must be a positive number`,
    isPositive(failures) ? undefined : `failures is ${failures}, it must be a positive number`,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new InvalidOptionsError('the health check', problems);
  return { topics, strict, stallMs, failures, probeTimeoutMs: probe === false ? undefined : probe.timeoutMs };
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}
