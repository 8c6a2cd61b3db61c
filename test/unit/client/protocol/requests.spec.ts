import { describe, expect, it } from '@jest/globals';
import { REQUESTS, type RequestDefinition } from '../../../../lib/client/protocol/requests.js';

const ROWS: readonly [string, RequestDefinition][] = Object.entries(REQUESTS);

function wireNames(fields: RequestDefinition['requestFields']): string[] {
  return fields.map(({ wireName, isRequired }) => (isRequired ? wireName : `${wireName}?`));
}

describe('REQUESTS', () => {
  it.each(ROWS)('names the row %s after itself', (key, row) => {
    const { name } = row;

    expect(name).toBe(key);
  });

  it('has no code twice', () => {
    const codes = ROWS.map(([, { code }]) => code);

    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each(ROWS)('has no wire name twice in %s', (_key, { requestFields, responseFields }) => {
    const names = [requestFields, responseFields].map((fields) => fields.map(({ wireName }) => wireName));

    expect(names.map((list) => new Set(list).size)).toEqual(names.map((list) => list.length));
  });

  it('sends with the single letters a to n, of which brokers need the first eight', () => {
    const fields = [REQUESTS.SEND_MESSAGE_V2, REQUESTS.SEND_BATCH_MESSAGE].map((row) =>
      wireNames(row.requestFields).join(' '),
    );

    expect(new Set(fields)).toEqual(new Set(['a b c d e f g h i? j? k? l? m? n?']));
  });

  it('spells the client id of an unregistration with a capital D', () => {
    const fields = wireNames(REQUESTS.UNREGISTER_CLIENT.requestFields);

    expect(fields).toContain('clientID');
  });
});
