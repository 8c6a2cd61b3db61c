import { describe, expect, it } from '@jest/globals';
import { RESPONSE_CODE, responseCodeName, responseCodeRemedy } from '../../../../lib/client/protocol/response-code.js';

const ALL_CODES = Array.from({ length: 4000 }, (_, code) => code);

describe('responseCodeName', () => {
  it.each(Object.entries(RESPONSE_CODE))('calls %s by the name it is compared with', (name, code) => {
    const found = responseCodeName(code);

    expect(found).toBe(name);
  });

  it('does not know a code outside the table', () => {
    const names = [-1, 5, 9999].map(responseCodeName);

    expect(names).toEqual([undefined, undefined, undefined]);
  });

  it('has no name twice', () => {
    const names = ALL_CODES.map(responseCodeName).filter((name) => name !== undefined);

    expect(names.length).toBeGreaterThan(30);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('responseCodeRemedy', () => {
  it("retries exactly the codes that Java's producer retries", () => {
    const retried = ALL_CODES.filter((code) => responseCodeRemedy(code) !== 'none');

    expect(retried).toEqual([1, 2, 14, 16, 17, 204, 205, 1500]);
  });

  it('asks for the route again only if the broker does not know the topic', () => {
    const refreshing = ALL_CODES.filter((code) => responseCodeRemedy(code) === 'refresh-route');

    expect(refreshing).toEqual([RESPONSE_CODE.TOPIC_NOT_EXIST]);
  });

  it.each([-1, 9999])('has no remedy for the unknown code %d', (code) => {
    const remedy = responseCodeRemedy(code);

    expect(remedy).toBe('none');
  });
});
