/**
 * The message a producer sends: a plain object that is never changed by a send.
 */

/** Largest body by default, in bytes (Java `maxMessageSize`). */
export const DEFAULT_MAX_BODY_BYTES = 4_194_304;

export interface Message {
  /** Letters, digits, `%`, `-`, `_`, `|`; at most 127 characters. */
  readonly topic: string;
  /** 1 byte to `maxBodyBytes`. Must not be modified until the send has settled: large bodies are not copied. */
  readonly body: Uint8Array;
  /** One tag, by which consumers filter. */
  readonly tags?: string | undefined;
  /** Index keys, by which messages can be queried. A key must not contain blanks: they separate keys on the wire. */
  readonly keys?: string | readonly string[] | undefined;
  /** User flag, signed 32 bit, stored as it is; default 0. */
  readonly flag?: number | undefined;
  /** Whether the broker answers only after its flush and replication rules are met; default true. */
  readonly waitStoreMsgOk?: boolean | undefined;
  /** User properties; neither names nor values may be blank, and RocketMQ's own names are refused. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
}
