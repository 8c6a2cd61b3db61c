/**
 * The seam for other encodings than JSON.
 */

/**
 * Turns a payload into the body of a message. It gets every payload that is sent, bytes and strings included; `null` and
 * `undefined` never reach it.
 *
 * @publicApi
 */
export interface PayloadSerializer {
  /** @throws anything - the send fails with PAYLOAD_NOT_SERIALIZABLE and keeps it as `cause` */
  serialize(payload: unknown, topic: string): Uint8Array;
}
