/**
 * The message a producer sends: a plain object that is never changed by a send.
 */

/** Largest body by default, in bytes (Java `maxMessageSize`). */
export const DEFAULT_MAX_BODY_BYTES = 4_194_304;

/** 1 s, 5 s, 10 s, 30 s, 1 to 10 min (5 to 14), 20 min, 30 min, 1 h, 2 h, unless the brokers' `messageDelayLevel` says otherwise. */
export type DelayLevel = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18;

/**
 * When consumers get a message, if not at once: at most one of the three. `delayLevel` works on every broker;
 * `deliverAfterMs` and `deliverAt` are timers of 5.x brokers, to the second, by default at most 3 days ahead.
 */
export type DeliveryTime =
  | {
      /** Consumers get the message after the time of this level (Java `setDelayTimeLevel`). */
      readonly delayLevel?: DelayLevel | undefined;
      readonly deliverAfterMs?: undefined;
      readonly deliverAt?: undefined;
    }
  | {
      readonly delayLevel?: undefined;
      /** Consumers get the message this many milliseconds after the broker took it; 5.x only (Java `setDelayTimeMs`). */
      readonly deliverAfterMs?: number | undefined;
      readonly deliverAt?: undefined;
    }
  | {
      readonly delayLevel?: undefined;
      readonly deliverAfterMs?: undefined;
      /** Consumers get the message at this time by the broker's clock, one that is past at once; 5.x only (Java `setDeliverTimeMs`). */
      readonly deliverAt?: Date | undefined;
    };

/** What a producer sends. It must not be changed until its send has settled: it is read again at every attempt. */
export type Message = MessageFields & DeliveryTime;

/** A message apart from when it is delivered. */
export interface MessageFields {
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
  /** Buyer's id, for consumers that look for it (property `BUYER_ID`). */
  readonly buyerId?: string | undefined;
  /** User properties; neither names nor values may be blank, and RocketMQ's own names are refused. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
}
