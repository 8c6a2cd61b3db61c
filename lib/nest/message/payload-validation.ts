/**
 * Asks the schema of a topic about a payload.
 */
import { propertyStep } from './payload-problem.js';
import { PayloadInvalidError } from '../errors/publish-errors.js';
import type { StandardSchema, StandardSchemaIssue, StandardSchemaResult } from './standard-schema.interface.js';
import { isThenable, toError } from '../errors/to-error.js';

/**
 * What the schema makes of the payload; a promise only if the schema takes its time.
 *
 * @throws {PayloadInvalidError} PAYLOAD_INVALID - also if the schema throws; a promise rejects with it
 */
export function validatePayload(schema: StandardSchema, payload: unknown, topic: string): unknown {
  const found = validateWith(schema, payload, topic);
  if (!isThenable(found)) return valueOf(found, topic);
  return Promise.resolve(found).then(
    (result) => valueOf(result, topic),
    (error: unknown) => {
      throw schemaThrew(error, topic);
    },
  );
}

function validateWith(schema: StandardSchema, payload: unknown, topic: string) {
  try {
    return schema['~standard'].validate(payload);
  } catch (error) {
    throw schemaThrew(error, topic);
  }
}

function valueOf(result: StandardSchemaResult<unknown>, topic: string): unknown {
  if (result.issues === undefined) return result.value;
  throw new PayloadInvalidError(
    topic,
    result.issues.map((issue) => ({ path: pathOf(issue), message: issue.message })),
  );
}

function schemaThrew(error: unknown, topic: string): PayloadInvalidError {
  const message = `the schema threw: ${toError(error).message}`;
  return new PayloadInvalidError(topic, [{ path: '$', message }], { cause: error });
}

function pathOf({ path = [] }: StandardSchemaIssue): string {
  const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
  return `$${keys.map((key) => (typeof key === 'number' ? `[${key}]` : propertyStep(String(key)))).join('')}`;
}
