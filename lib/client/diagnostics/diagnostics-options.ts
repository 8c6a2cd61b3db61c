/**
 * The client option `diagnostics`: what events may carry beyond their facts.
 */
import type { ClientOrigin } from './channels.js';

export interface DiagnosticsOptions {
  /** Puts the keys of messages into `rocketmq:send:start`; default false. */
  readonly includeKeys?: boolean | undefined;
  /** Puts bodies into `rocketmq:send:start`; default false. */
  readonly includeBody?: boolean | undefined;
}

/** Every part of a client that publishes events is given this. */
export interface DiagnosticsSettings extends ClientOrigin {
  readonly includeKeys: boolean;
  readonly includeBody: boolean;
}

const NAMES = { includeKeys: true, includeBody: true } as const satisfies Record<keyof DiagnosticsOptions, true>;

export function diagnosticsSettings(clientId: string, options: DiagnosticsOptions): DiagnosticsSettings {
  return { clientId, includeKeys: options.includeKeys ?? false, includeBody: options.includeBody ?? false };
}

/** What is wrong with the option, a sentence each. */
export function diagnosticsProblems(options: unknown): string[] {
  if (options === undefined) return [];
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return ['diagnostics must be an object with includeKeys or includeBody'];
  }
  return Object.entries(options).flatMap(([name, value]) => {
    if (!Object.hasOwn(NAMES, name)) {
      return [`diagnostics.${name} is not known, the options are ${Object.keys(NAMES).join(', ')}`];
    }
    return value === undefined || typeof value === 'boolean' ? [] : [`diagnostics.${name} must be true or false`];
  });
}
