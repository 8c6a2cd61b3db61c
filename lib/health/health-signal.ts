/**
 * One row of the table that decides between up, degraded and down.
 */
import type { ProducerStatus } from '../nest/index.js';

/** What a check asks for, with every default filled in. */
export interface HealthCriteria {
  /** Topics that must be writable; none: whatever topics were sent to, as a whole. */
  readonly topics: readonly string[];
  readonly strict: boolean;
  readonly stallMs: number;
  readonly failures: number;
  /** Whether traffic is to be sent here, and not only whether all is well. */
  readonly isReadiness: boolean;
  /** The name servers were asked just now, and none answered. */
  readonly hasProbeFailed: boolean;
}

/** Each method tells why, or `undefined` if it is not so. Reasons name topics and brokers, but no address. */
export interface HealthSignal {
  readonly signal: string;
  down(status: ProducerStatus, criteria: HealthCriteria): string | undefined;
  degraded(status: ProducerStatus, criteria: HealthCriteria): string | undefined;
}
