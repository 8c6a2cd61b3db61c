/**
 * What a broker calls a message with a timer: URL-safe Base64 of `v1 <topic> <broker name> <time> <UNIQ_KEY>`.
 * Source: client behaviour F.7, wire protocol section 9.3, Java `RecallMessageHandle`.
 */
import { InvalidMessageError } from '../errors/input-errors.js';

const VERSION = 'v1';
/** Version, topic, broker name, time and UNIQ_KEY. */
const PARTS = 5;

/**
 * The name of the broker that holds the message.
 *
 * @throws {InvalidMessageError} INVALID_MESSAGE - not a handle
 */
export function brokerOfRecallHandle(recallHandle: unknown): string {
  const text = typeof recallHandle === 'string' ? Buffer.from(recallHandle, 'base64url').toString('utf8') : '';
  const parts = text.split(' ');
  const [version, , brokerName] = parts;
  if (version === VERSION && parts.length >= PARTS && brokerName !== undefined && brokerName !== '') return brokerName;
  throw new InvalidMessageError(
    'recallHandle',
    `the recall handle ${JSON.stringify(recallHandle)} is invalid: pass recallHandle of the SendResult as it is`,
  );
}
