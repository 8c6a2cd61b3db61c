/**
 * What the connections of an app tell besides results and errors.
 */
import type { ClientEvent, DrainReport } from '../../client/index.js';

type ModuleEvent =
  | {
      /** A name server answered at boot; not under `startup: 'lazy'`, which asks none. */
      readonly type: 'ready';
    }
  | {
      /** No name server answered at boot under `startup: 'background'`; the app runs on, sends retry. */
      readonly type: 'name-servers-unreachable';
      readonly error: Error;
    }
  | {
      /** Topics that cannot be sent to, found at boot under `preflight: 'warn'`. */
      readonly type: 'preflight-failed';
      /** One sentence for each topic. */
      readonly problems: readonly string[];
    }
  | {
      /** The connection is closed, and what became of the sends that were under way. */
      readonly type: 'drained';
      readonly report: DrainReport;
    };

export type UnnamedEvent = ClientEvent | ModuleEvent;

/**
 * An event of the native client or of the module, with the name of its connection. A union by `type`.
 *
 * @publicApi
 */
export type RocketMQEvent = UnnamedEvent & { readonly connection: string };

/** @publicApi */
export type RocketMQEventType = RocketMQEvent['type'];

/**
 * The event of a type.
 *
 * @publicApi
 */
export type RocketMQEventOf<T extends RocketMQEventType> = Extract<RocketMQEvent, { readonly type: T }>;

const EVERY_TYPE: Readonly<Record<RocketMQEventType, true>> = {
  'send-exception': true,
  'send-status': true,
  'callback-threw': true,
  'hook-threw': true,
  'oneway-rejected': true,
  'heartbeat-failed': true,
  ready: true,
  'name-servers-unreachable': true,
  'preflight-failed': true,
  drained: true,
};

export const EVENT_TYPES: readonly string[] = Object.keys(EVERY_TYPE);
