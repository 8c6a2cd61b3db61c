import { expect, it } from '@jest/globals';
import type { OutgoingSend } from '../../../../lib/client/producer/outgoing-send.js';
import { resolveProducerOptions } from '../../../../lib/client/producer/producer-options.js';
import type { SendCall } from '../../../../lib/client/producer/send-call.js';
import { SendFactory } from '../../../../lib/client/producer/send-factory.js';
import { encodeExtFields } from '../../../../lib/client/protocol/header-schema.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { aMessage } from '../../../fixtures/messages.js';
import { ManualClock } from '../../../fixtures/remoting-clock.js';
import { aSend } from '../../../fixtures/remoting-sends.js';
import { someIds } from '../../../fixtures/unique-ids.js';

function aFactory(): SendFactory {
  return new SendFactory({
    clock: new ManualClock(),
    ids: someIds(),
    options: resolveProducerOptions({ group: 'orders' }),
    defaultTopicQueueNums: 4,
    namespace: undefined,
    stages: aSend().send as never,
  });
}

function single(facts: Partial<SendCall>): OutgoingSend {
  const call = { mode: 'SYNC', message: aMessage(), options: undefined, resolve: () => {}, reject: () => {} } as const;
  return aFactory().single({ ...call, ...facts });
}

/** What a consumer in this package sends back for another try. */
const RETRY = { RETRY_TOPIC: 'orders', RECONSUME_TIME: '3', MAX_RECONSUME_TIMES: '16', DELAY: '6' };

it('[B6.10] puts the counts of a retry into the header, and nowhere else', () => {
  const send = single({ message: aMessage({ topic: '%RETRY%group' }), systemProperties: RETRY });

  const extFields = encodeExtFields(send.definition.requestFields, send.header);

  expect(extFields).toMatchObject({ b: '%RETRY%group', j: '3', l: '16' });
  expect(extFields['i']?.endsWith('RETRY_TOPIC\u0001orders\u0002DELAY\u00016\u0002')).toBe(true);
  expect(extFields['i']).not.toContain('RECONSUME');
  expect(send.messageType).toBe('DELAY');
});

it('names no most number of retries otherwise', () => {
  const send = single({});

  const extFields = encodeExtFields(send.definition.requestFields, send.header);

  expect(extFields).toMatchObject({ j: '0' });
  expect(extFields).not.toHaveProperty('l');
});

it.each(Object.keys(RETRY))('refuses %s as a property of the user, on a retry topic too', (name) => {
  const message = aMessage({ topic: '%RETRY%group', properties: { [name]: '1' } });

  const error = thrownBy(() => single({ message }));

  expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: `properties.${name}` });
});
