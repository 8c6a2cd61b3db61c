/**
 * What a request ends with that a server refused because it shuts down. Source: client behaviour E.9.
 */
import { ConnectionClosedError } from '../errors/transport-errors.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';

/** As if the server had closed the connection, which it is about to do. */
export function goAwayError(address: string, detail: string): ConnectionClosedError {
  const reason = `the server shuts down and answered ${RESPONSE_CODE.GO_AWAY} (GO_AWAY): ${detail}`;
  return new ConnectionClosedError(address, reason, { responseCode: RESPONSE_CODE.GO_AWAY });
}
