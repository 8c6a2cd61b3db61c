import { describe, expect, it } from '@jest/globals';
import { messageTypeOf } from '../../../../lib/client/message/message-type.js';
import type { Message } from '../../../../lib/client/message/message.js';
import { aMessage } from '../../../fixtures/messages.js';

describe('messageTypeOf', () => {
  it.each<[string, Partial<Message>, Record<string, string> | undefined]>([
    ['NORMAL', {}, undefined],
    ['NORMAL', { properties: { city: 'x' } }, { RETRY_TOPIC: 'T' }],
    ['DELAY', { delayLevel: 3 }, undefined],
    ['DELAY', { deliverAfterMs: 1000 }, undefined],
    ['DELAY', { deliverAt: new Date(0) }, undefined],
    ['DELAY', { properties: { __STARTDELIVERTIME: '1' } }, undefined],
    ['DELAY', {}, { DELAY: '3' }],
    ['TRANSACTION', {}, { TRAN_MSG: 'true' }],
    ['TRANSACTION', {}, { TRAN_MSG: 'TRUE' }],
    ['NORMAL', {}, { TRAN_MSG: 'false' }],
    ['DELAY', { delayLevel: 3 }, { TRAN_MSG: 'true' }],
  ])('is %s for %j with %j', (type, parts, systemProperties) => {
    const found = messageTypeOf(aMessage(parts), systemProperties);

    expect(found).toBe(type);
  });
});
