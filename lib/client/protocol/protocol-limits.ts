/**
 * Numbers that both sides of the protocol agree on.
 */

/** Largest frame a peer accepts, in bytes, its 4-byte length word included (Java `com.rocketmq.remoting.frameMaxLength`). */
export const DEFAULT_MAX_FRAME_BYTES = 16_777_216;

/**
 * The protocol version this client announces: V5_3_3. Above 475 (V5_3_1), so that a server which shuts down says so with
 * GO_AWAY (1500) instead of cutting connections, and not higher: nothing that came later is spoken here. At least 401, or
 * name servers answer routes in a dialect that is not JSON.
 */
export const CLIENT_PROTOCOL_VERSION = 479;

/** V5_0_0: the first version whose brokers have timers. */
export const FIRST_VERSION_WITH_TIMERS = 413;

/** Topic whose route serves as template for topics that brokers create by themselves (Java `AUTO_CREATE_TOPIC_KEY_TOPIC`). */
export const AUTO_CREATE_TOPIC = 'TBW102';

/** Broker id of a master. */
export const MASTER_BROKER_ID = 0;
