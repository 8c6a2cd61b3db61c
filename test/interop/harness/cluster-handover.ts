/**
 * What the global setup and the specs agree on.
 */
import type { RealVersion } from './class-path.js';

/** Holds the JSON of the running clusters; not set when the specs must skip. */
export const CLUSTERS_VARIABLE = 'INTEROP_CLUSTERS';

/** The Java client that specs get unless they ask for another. */
export const JAVA_SIDE_VERSION = '5.5.0' satisfies RealVersion;
