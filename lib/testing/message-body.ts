/**
 * Bodies in the forms that tests compare.
 */

/**
 * A body in the forms that tests compare.
 *
 * @publicApi
 */
export interface MessageBody {
  /** The bytes, not compressed. */
  readonly body: Uint8Array;
  /** The bytes as UTF-8. */
  readonly text: string;
  /** What the text says as JSON; `undefined` if it is none. */
  readonly json: unknown;
}

export function readBody(body: Uint8Array): MessageBody {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return { body, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
