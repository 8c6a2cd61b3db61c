import { describe, expect, it } from '@jest/globals';
import { PayloadInvalidError, type StandardSchema, type StandardSchemaIssue } from '../../../lib/index.js';
import { validatePayload } from '../../../lib/nest/message/payload-validation.js';
import { thrownBy } from '../../fixtures/caught.js';
import { rejectionOf } from './test-app.js';

function schemaOf(validate: StandardSchema['~standard']['validate']): StandardSchema {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

function issuesOf(...issues: StandardSchemaIssue[]): PayloadInvalidError {
  return thrownBy(() =>
    validatePayload(
      schemaOf(() => ({ issues })),
      {},
      't',
    ),
  ) as PayloadInvalidError;
}

describe('validatePayload', () => {
  it('gives what the schema makes of the payload', async () => {
    expect(
      validatePayload(
        schemaOf((value) => ({ value: [value] })),
        1,
        't',
      ),
    ).toEqual([1]);
    await expect(
      validatePayload(
        schemaOf((value) => Promise.resolve({ value: [value] })),
        1,
        't',
      ),
    ).resolves.toEqual([1]);
  });

  it.each([
    [undefined, '$'],
    [[], '$'],
    [['items', 2, 'unit price'], '$.items[2]["unit price"]'],
    [[{ key: 'items' }, { key: 0 }, Symbol('s')], '$.items[0]["Symbol(s)"]'],
  ])('writes the path %p as %s', (path, text) => {
    expect(issuesOf({ message: 'bad', path }).issues).toEqual([{ path: text, message: 'bad' }]);
  });

  it('has every issue, and the first five in its message', () => {
    const error = issuesOf(...Array.from({ length: 7 }, (_, index) => ({ message: `no ${index}` })));

    expect(error.issues).toHaveLength(7);
    expect(error.message).toBe(
      "the payload for topic t does not meet the topic's schema: " +
        '$: no 0; $: no 1; $: no 2; $: no 3; $: no 4; and 2 more in issues',
    );
  });

  it('takes a schema that throws or rejects for a refusal', async () => {
    const failure = new Error('broken');
    const threw = thrownBy(() =>
      validatePayload(
        schemaOf(() => {
          throw failure;
        }),
        {},
        't',
      ),
    );
    const rejected = await rejectionOf(
      validatePayload(
        schemaOf(() => Promise.reject(failure)),
        {},
        't',
      ) as Promise<unknown>,
    );

    for (const error of [threw, rejected]) {
      expect(error).toBeInstanceOf(PayloadInvalidError);
      expect(error).toMatchObject({
        cause: failure,
        issues: [{ path: '$', message: 'the schema threw: broken' }],
      });
    }
  });
});
