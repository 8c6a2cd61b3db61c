/**
 * A stored message with everything the broker knows about it. Source: Java `MessageExt`.
 */
export interface MessageExt {
  readonly topic: string;
  /**
   * Decompressed. Only where the package for LZ4 or ZSTD is not installed, such a body is as stored, and the lowest bit of
   * `sysFlag` still set.
   */
  readonly body: Uint8Array;
  readonly tags: string | undefined;
  readonly keys: readonly string[];
  /** All properties, RocketMQ's own (TAGS, KEYS, UNIQ_KEY, ...) included. */
  readonly properties: Readonly<Record<string, string>>;
  readonly flag: number;
  /** The producer's id (property UNIQ_KEY), or `offsetMsgId` if it set none. */
  readonly msgId: string;
  /** The broker's id: store host and commit-log offset. */
  readonly offsetMsgId: string;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly commitLogOffset: number;
  readonly sysFlag: number;
  /** Milliseconds since 1970, by the producer's clock. */
  readonly bornTimestamp: number;
  /** `ip:port` of the producer's connection. */
  readonly bornHost: string;
  /** Milliseconds since 1970, by the broker's clock. */
  readonly storeTimestamp: number;
  /** `ip:port` of the broker. */
  readonly storeHost: string;
  readonly reconsumeTimes: number;
  readonly preparedTransactionOffset: number;
  /** CRC-32 of the body as stored, top bit cleared. */
  readonly bodyCrc: number;
}
