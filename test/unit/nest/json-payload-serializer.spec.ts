/**
 * What becomes a body, and what is refused because it would arrive changed.
 */
import { describe, expect, it } from '@jest/globals';
import { EMPTY } from 'rxjs';
import { JsonPayloadSerializer, serializePayload } from '../../../lib/nest/message/json-payload-serializer.js';
import { PayloadNotSerializableError } from '../../../lib/nest/errors/publish-errors.js';
import { thrownBy } from '../../fixtures/caught.js';

const serializer = new JsonPayloadSerializer();
const textOf = (payload: unknown): string => Buffer.from(serializePayload(serializer, payload, 'orders')).toString();
const errorOf = (payload: unknown): PayloadNotSerializableError => {
  const error = thrownBy(() => serializePayload(serializer, payload, 'orders'));
  expect(error).toBeInstanceOf(PayloadNotSerializableError);
  return error as PayloadNotSerializableError;
};

class Entity {
  constructor(
    readonly id: string,
    readonly at: Date,
  ) {}
}

describe('a payload that arrives as it is', () => {
  it('passes bytes through without a copy', () => {
    const bytes = Uint8Array.of(0, 255);

    expect(serializePayload(serializer, bytes, 'orders')).toBe(bytes);
  });

  it.each([
    ['plain text', '订单 ✓', '订单 ✓'],
    ['a number', 4.5, '4.5'],
    ['a boolean', false, 'false'],
    ['a list', [1, 'two', null], '[1,"two",null]'],
    ['nested data', { id: 7, lines: [{ sku: 'a' }] }, '{"id":7,"lines":[{"sku":"a"}]}'],
    ['a Date', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['an instance of a class', new Entity('a', new Date(0)), '{"id":"a","at":"1970-01-01T00:00:00.000Z"}'],
    ['something with toJSON', { total: { toJSON: () => '12.50' } }, '{"total":"12.50"}'],
    ['optional fields left out', { id: 1, note: undefined }, '{"id":1}'],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { id: 1 }), '{"id":1}'],
  ])('writes %s', (_what, payload, text) => {
    expect(textOf(payload)).toBe(text);
  });

  it('takes one object in two places for no circle', () => {
    const address = { city: 'Wien' };

    expect(textOf({ from: address, to: address })).toBe('{"from":{"city":"Wien"},"to":{"city":"Wien"}}');
  });
});

async function* rows(): AsyncGenerator<number> {
  yield await Promise.resolve(1);
}

const circular: Record<string, unknown> = { id: 1 };
circular['parent'] = { child: circular };

let deep: Record<string, unknown> = { total: 1 };
for (let level = 0; level < 40; level += 1) deep = { deep };

const pricedList = Object.assign([1], { toJSON: () => ({ cents: 1n }) });

describe('a deep payload', () => {
  it('is written', () => {
    expect(textOf(deep)).toContain('{"total":1}');
  });
});

describe('a payload that would arrive changed', () => {
  it.each([
    ['undefined', undefined, '$', 'undefined'],
    ['null', null, '$', 'null'],
    ['a BigInt', 5n, '$', 'BigInt'],
    ['a symbol', Symbol('x'), '$', 'symbol'],
    ['a function', () => 1, '$', 'function'],
    ['NaN', Number.NaN, '$', 'NaN'],
    ['a nested BigInt', { id: 5n }, '$.id', 'BigInt'],
    ['NaN in a list', { items: [{ price: 1 }, { price: 2 }, { price: Number.NaN }] }, '$.items[2].price', 'NaN'],
    ['Infinity', { 'two words': -Infinity }, '$["two words"]', '-Infinity'],
    ['a method', { id: 1, run: () => 1 }, '$.run', 'function'],
    ['a circle', circular, '$.parent.child', 'circular'],
    ['a Map', { prices: new Map([['a', 1]]) }, '$.prices', 'Map'],
    ['a Set', new Set([1]), '$', 'Set'],
    ['a promise', { order: Promise.resolve(1) }, '$.order', 'await'],
    ['an error', { reason: new TypeError('x') }, '$.reason', 'without its message'],
    ['an ArrayBuffer', new ArrayBuffer(2), '$', 'Uint8Array'],
    ['an invalid Date', { at: new Date('never') }, '$.at', 'invalid Date'],
    ['what toJSON of a list gives', { prices: pricedList }, '$.prices.cents', 'BigInt'],
    ['what toJSON gives', { total: { toJSON: () => ({ cents: 1n }) } }, '$.total.cents', 'BigInt'],
    ['an Observable', EMPTY, '$', 'Observable'],
    ['a nested Observable', { rows: EMPTY }, '$.rows', 'Observable'],
    ['an AsyncIterable', rows(), '$', 'AsyncIterable'],
    ['half a surrogate pair', 'a\uD83D', '$', 'surrogate'],
  ])('refuses %s and says where', (_what, payload, path, reason) => {
    const error = errorOf(payload);

    expect(error).toMatchObject({ code: 'PAYLOAD_NOT_SERIALIZABLE', topic: 'orders', path });
    expect(error.message).toContain(`topic orders cannot be sent: ${path} is `);
    expect(error.message).toContain(reason);
  });

  it('keeps as cause what a getter or toJSON throws', () => {
    const cause = new Error('not loaded');
    const error = errorOf({
      get lines() {
        throw cause;
      },
    });

    expect(error.cause).toBe(cause);
    expect(error.message).toContain('not loaded');
  });
});

describe("a user's serializer", () => {
  it('gets every payload, bytes and text included, and the topic', () => {
    const seen: unknown[] = [];
    const custom = {
      serialize(payload: unknown, topic: string) {
        seen.push([payload, topic]);
        return Uint8Array.of(1);
      },
    };

    for (const payload of ['text', Uint8Array.of(2), { id: 1 }]) serializePayload(custom, payload, 't');

    expect(seen).toEqual([
      ['text', 't'],
      [Uint8Array.of(2), 't'],
      [{ id: 1 }, 't'],
    ]);
  });

  it('that throws or gives no bytes fails the send with the typed error', () => {
    const failing = { serialize: () => JSON.parse('{') as Uint8Array };
    const textual = { serialize: () => '{}' as unknown as Uint8Array };

    expect(thrownBy(() => serializePayload(failing, 1, 't'))).toMatchObject({
      code: 'PAYLOAD_NOT_SERIALIZABLE',
      path: '$',
    });
    expect(thrownBy(() => serializePayload(textual, 1, 't'))).toMatchObject({ code: 'PAYLOAD_NOT_SERIALIZABLE' });
  });
});
