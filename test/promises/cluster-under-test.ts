/**
 * What a promise needs of a cluster, be it embedded or real: its address, and another side that reads what was stored.
 */
export interface ClusterUnderTest {
  /** `host:port`. */
  readonly nameServer: string;
  /** Everything stored under a topic, once at least `expect` messages are there; more than that is an answer too. */
  read(topic: string, expect: number): Promise<readonly StoredMessage[]>;
}

/** A message as the other side sees it; bodies decompressed. */
export interface StoredMessage {
  readonly topic: string;
  readonly brokerName: string | undefined;
  readonly queueId: number;
  readonly queueOffset: number;
  readonly msgId: string;
  readonly offsetMsgId: string | undefined;
  readonly tags: string | undefined;
  /** As stored: keys with one blank between them. */
  readonly keys: string | undefined;
  readonly flag: number;
  readonly bornTimestamp: number;
  readonly storeTimestamp: number;
  readonly bornHost: string;
  readonly storeHost: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A topic name that no other test and no earlier run has used: real brokers keep topics. */
export function freshTopic(purpose: string): string {
  return `${purpose}-${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}
