/**
 * Says of an error which payload of a batch it is about.
 */
import { InvalidMessageError } from '../../client/index.js';
import { PayloadInvalidError, PayloadNotSerializableError } from '../errors/publish-errors.js';

/**
 * The same error with the position in it: paths begin like `$[3]`, fields like `messages[3]`. One that is not about a
 * payload, such as what a function of an option throws, stays as it is.
 */
export function atPosition(position: number, error: unknown): unknown {
  const below = (path: string): string => `$[${position}]${path.slice(1)}`;
  if (error instanceof PayloadInvalidError) {
    const issues = error.issues.map(({ path, message }) => ({ path: below(path), message }));
    return new PayloadInvalidError(error.topic, issues, { cause: error.cause });
  }
  if (error instanceof PayloadNotSerializableError) {
    return new PayloadNotSerializableError(error.topic, below(error.path), error.reason, { cause: error.cause });
  }
  if (error instanceof InvalidMessageError) {
    const place = `messages[${position}]`;
    return new InvalidMessageError(`${place}.${error.field}`, `${place}: ${error.message}`);
  }
  return error;
}
