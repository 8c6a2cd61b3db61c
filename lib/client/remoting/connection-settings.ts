/**
 * What all connections of a client have in common.
 */
import type { DiagnosticsSettings } from '../diagnostics/diagnostics-options.js';
import type { HeaderFormat, RemotingCommand } from '../protocol/remoting-command.js';
import type { Clock } from './clock.js';
import type { InFlightLimit } from './in-flight-limit.js';
import type { CommandSender, RequestProcessors } from './request-processors.js';
import type { RPCHook } from './rpc-hook.js';

export interface ConnectionSettings {
  readonly clock: Clock;
  readonly diagnostics: DiagnosticsSettings;
  readonly sender: CommandSender;
  readonly headerFormat: HeaderFormat;
  readonly maxFrameBytes: number;
  readonly idleTimeoutMs: number;
  readonly rpcHooks: readonly RPCHook[];
  readonly processors: RequestProcessors;
  /** How many requests may wait for answers, over all connections. */
  readonly requestLimit: InFlightLimit;
  /** How many one-way requests may wait for their hand-over, over all connections. */
  readonly onewayLimit: InFlightLimit;
  /** Whether GO_AWAY retires a connection, so that the next request dials a new one. */
  readonly reconnectOnGoAway: boolean;
  /** Whether a request that got no answer in time closes its connection. */
  readonly closeOnTimeout: boolean;
  /** Hears of each one-way request that a server refused, though nobody waits for an answer. Must not throw. */
  readonly onOnewayRejected: (address: string, response: RemotingCommand) => void;
}
