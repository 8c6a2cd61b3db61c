/**
 * What goes to the Java side and what comes back.
 */

export interface ReadOptions {
  readonly nameServer: string;
  readonly topic: string;
  /** How many messages must come. */
  readonly expect: number;
  /** Whole time for them, in milliseconds; default 20000. */
  readonly timeoutMs?: number;
  /** How long nothing more may come before the answer is complete, in milliseconds; default 200. */
  readonly settleMs?: number;
}

/** One message as the Java client saw it. */
export interface ReadMessage {
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
  readonly queueOffset: number;
  /** The UNIQ_KEY property, or the offset message id where a message has none. */
  readonly msgId: string;
  readonly offsetMsgId: string | null;
  readonly tags: string | null;
  readonly keys: string | null;
  readonly flag: number;
  readonly sysFlag: number;
  readonly bornTimestamp: number;
  readonly storeTimestamp: number;
  /** `address:port`. */
  readonly bornHost: string;
  readonly storeHost: string;
  readonly reconsumeTimes: number;
  /** All stored properties; without MIN_OFFSET and MAX_OFFSET, which the reading client adds. */
  readonly properties: Readonly<Record<string, string>>;
  /** Decompressed by the Java client. */
  readonly body: Buffer;
}

/** A message on its way from Java: its body is base64. */
export type WireMessage = Omit<ReadMessage, 'body'> & { readonly body: string };

export interface ReadSummary {
  readonly count: number;
  readonly lastFailure: string;
}

export interface SendOptions {
  readonly nameServer: string;
  readonly topic: string;
  readonly count: number;
  readonly mode: 'sync' | 'async' | 'oneway';
  /** Message i has the body `<prefix>-<i>`, the key `<prefix>-key-<i>`, the tag `T<i % 3>`, properties n=i and city=杭州🚀. */
  readonly prefix: string;
  /** Bodies repeat their text until they have this length; default the text once. From 4096 bytes on Java compresses them. */
  readonly bodyBytes?: number;
  /** Default `ZLIB`. The client of 4.9.7 cannot be told another one. */
  readonly compressType?: 'ZLIB' | 'LZ4' | 'ZSTD';
  /** Default `interop-java-producer`. */
  readonly group?: string;
  /** Whole time for all messages, in milliseconds; default 60000. */
  readonly timeoutMs?: number;
}

export interface SentMessage {
  /** Its i. */
  readonly number: number;
  readonly msgId: string;
  /** `ONEWAY` where no broker answers; that one has none of the fields below. */
  readonly status: string;
  readonly offsetMsgId?: string | null;
  readonly brokerName?: string;
  readonly queueId?: number;
  readonly queueOffset?: number;
}

export interface SendSummary {
  readonly sent: number;
  readonly results: readonly SentMessage[];
  readonly failures: readonly { readonly number: number; readonly reason: string }[];
}

export interface TopicOptions {
  readonly nameServer: string;
  readonly topic: string;
  /** On each master; default 4. */
  readonly queues?: number;
  /** 2 write, 4 read, 6 both; default 6. */
  readonly perm?: number;
}

export interface FindOptions {
  readonly nameServer: string;
  readonly topic: string;
}

export interface QueueFactsOptions extends FindOptions {
  readonly brokerName: string;
  readonly queueId: number;
  /** What to search an offset for, in milliseconds since 1970. */
  readonly timestampMs: number;
}

/** What the Java client's calls of these names answer. */
export interface QueueFacts {
  readonly minOffset: number;
  readonly maxOffset: number;
  readonly earliestMsgStoreTime: number;
  readonly searchOffset: number;
}
