import { describe, expect, it } from '@jest/globals';
import { brokerOfRecallHandle } from '../../../../lib/client/producer/recall-handle.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';
import { RECORDED } from '../../../fixtures/recorded-frames.js';

/** Wire protocol, golden vector G. */
const HANDLE = 'djEgVG9waWNUZXN0IGJyb2tlci1hIDE3MDAwMDAwNjAwMDEgN0YwMDAwMDExMEE0MThCNEFBQzIwMDExRTMwRDAwMDA=';

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}

describe('brokerOfRecallHandle', () => {
  it.each([
    ['padding', HANDLE],
    ['none', HANDLE.replace('=', '')],
  ])('finds the broker in a handle with %s', (_what, handle) => {
    expect(brokerOfRecallHandle(handle)).toBe('broker-a');
  });

  it('finds it in every handle that a 5.5.0 broker was recorded to give', () => {
    const handles = RECORDED.flatMap(({ dir, header }) =>
      dir === '<' ? (header.extFields?.['recallHandle'] ?? []) : [],
    );

    const names = handles.map(brokerOfRecallHandle);

    expect(handles.length).toBeGreaterThanOrEqual(4);
    expect(new Set(names)).toEqual(new Set(['broker-a']));
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a text that is no handle', 'not-a-handle'],
    ['another version', encoded('v2 T broker-a 1 ID')],
    ['a part too few', encoded('v1 T broker-a 1')],
    ['no broker', encoded('v1 T  1 ID')],
  ])('refuses %s', (_what, handle) => {
    const error = rocketMQErrorOf(() => brokerOfRecallHandle(handle));

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'recallHandle' });
    expect(error.message).toContain('pass recallHandle of the SendResult as it is');
  });
});
