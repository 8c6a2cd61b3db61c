import { describe, expect, it } from '@jest/globals';
import { offsetMessageId } from '../../../../lib/client/message/offset-message-id.js';
import { storedMessage, type StoredParts } from '../../../fixtures/messages.js';
import { anAdmin, type AdminRig, type Asked, type Reaction, WALL_TIME } from '../../../fixtures/remoting-admin.js';
import { aRoute, BROKER_A, BROKER_B, MASTER_A, MASTER_B } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

const NO_MESSAGE = { code: 22, remark: 'can not find message, maybe time range not correct' };
const DAYS_3_MS = 259_200_000;

function found(...messages: readonly Partial<StoredParts>[]): Reaction {
  const extFields = { indexLastUpdateTimestamp: String(messages.length), indexLastUpdatePhyoffset: '0' };
  return { extFields, body: Buffer.concat(messages.map(storedMessage)) };
}

function keyed(keys: string, parts: Partial<StoredParts> = {}): Partial<StoredParts> {
  return { properties: `KEYS\u0001${keys}\u0002`, ...parts };
}

/** Each broker has a reaction of its own, whatever it is asked. */
function twoBrokers(a: Reaction, b: Reaction, map = {}): AdminRig {
  const rig = anAdmin(map);
  rig.nameServers.routes.set('TopicTest', aRoute([BROKER_A, BROKER_B]));
  rig.remoting.react = ({ address }) => (address === MASTER_A ? a : b);
  return rig;
}

function headerOf(asked: Asked | undefined): unknown {
  return asked?.header;
}

describe('queryMessage()', () => {
  it('asks all brokers at once, as Java does', async () => {
    const { admin, remoting } = twoBrokers(found(keyed('k')), NO_MESSAGE);

    await admin.queryMessage('TopicTest', 'k');
    await admin.queryMessage('TopicTest', 'k', { maxNum: 5, beginMs: 7, endMs: 9 });

    const asked = { topic: 'TopicTest', key: 'k', isUniqueKey: false, indexType: 'K' };
    expect(remoting.addresses).toEqual([MASTER_A, MASTER_B, MASTER_A, MASTER_B]);
    expect(headerOf(remoting.asked[1])).toEqual({
      ...asked,
      maxNum: 32,
      beginTimestamp: 0,
      endTimestamp: '9223372036854775807',
    });
    expect(headerOf(remoting.asked[2])).toEqual({ ...asked, maxNum: 5, beginTimestamp: 7, endTimestamp: '9' });
  });

  it('keeps what has the key and the topic: a hash finds others too', async () => {
    const { admin } = twoBrokers(
      found(keyed('a k b', { queueOffset: 1 }), keyed('kk', { queueOffset: 2 }), {}),
      found(keyed('k', { queueOffset: 3 }), keyed('k', { queueOffset: 4, topic: 'Other' })),
    );

    const result = await admin.queryMessage('TopicTest', 'k');

    expect(result.messages.map(({ queueOffset }) => queueOffset)).toEqual([1, 3]);
    expect(result).toMatchObject({ indexLastUpdateTimestamp: 3, failures: [] });
  });

  it.each<[string, Reaction, string]>([
    ['cannot be reached', 'unreachable', 'CONNECT_FAILED'],
    ['answers with an error', { code: 1 }, 'BROKER_RESPONSE'],
    ['answers without a header', { body: Buffer.alloc(0) }, 'RESPONSE_INVALID'],
    ['answers with a body that is none', { ...(found() as object), body: Buffer.from('?') }, 'FRAME_MALFORMED'],
  ])('names a broker that %s beside what the others have', async (_what, reaction, code) => {
    const { admin } = twoBrokers(reaction, found(keyed('k')));

    const result = await admin.queryMessage('TopicTest', 'k');

    expect(result.messages).toHaveLength(1);
    expect(result.failures).toMatchObject([{ brokerName: 'broker-a', address: MASTER_A, error: { code } }]);
  });

  it('rejects with 208 when there is none, naming who could not be asked', async () => {
    const nowhere = await rejectionOf(twoBrokers(NO_MESSAGE, found({})).admin.queryMessage('TopicTest', 'k'));
    const unsure = await rejectionOf(twoBrokers(NO_MESSAGE, 'unreachable').admin.queryMessage('TopicTest', 'k'));

    expect(nowhere).toMatchObject({
      code: 'NO_MESSAGE',
      responseCode: 208,
      topic: 'TopicTest',
      key: 'k',
      failures: [],
    });
    expect(unsure).toMatchObject({ code: 'NO_MESSAGE', failures: [{ brokerName: 'broker-b' }] });
    expect(unsure.message).toContain(`could not be asked: broker-b ${MASTER_B} (cannot connect`);
  });

  it.each([
    ['no route', undefined],
    ['a route without brokers', aRoute([])],
  ])('rejects with 17 when the topic has %s', async (_what, route) => {
    const { admin, nameServers } = anAdmin();
    nameServers.routes.set('TopicTest', route);

    const error = await rejectionOf(admin.queryMessage('TopicTest', 'k'));

    expect(error).toMatchObject({ code: 'NO_ROUTE', responseCode: 17, topic: 'TopicTest' });
  });

  it('gives all brokers 18 s of its 24 s, or three quarters of the time that it gets', async () => {
    const { admin, remoting, nameServers, clock } = twoBrokers('silent', 'silent');
    const startedAt = clock.now();

    void outcomeOf(admin.queryMessage('TopicTest', 'k'));
    void outcomeOf(admin.queryMessage('TopicTest', 'k', { timeoutMs: 400 }));
    await turn();

    expect(nameServers.questions.map(({ deadline }) => deadline.deadlineAt - startedAt)).toEqual([24_000, 400]);
    expect(remoting.asked.map(({ deadlineAt }) => deadlineAt - startedAt)).toEqual([18_000, 18_000, 300, 300]);
  });

  it('asks the first slave of a broker without master, at the address to dial', async () => {
    const { admin, remoting, nameServers } = anAdmin({ '10.0.0.9:10911': '127.0.0.1:1' });
    nameServers.routes.set('TopicTest', aRoute([{ name: 'broker-a' }]));
    remoting.react = () => found(keyed('k'));

    await admin.queryMessage('TopicTest', 'k');

    expect(remoting.addresses).toEqual(['127.0.0.1:1']);
  });
});

describe('viewMessage()', () => {
  const UNIQUE = '0A0000090BAD18B4AAC20011E30D0000';
  const OFFSET_ID = offsetMessageId(Buffer.from([127, 0, 0, 1, 0, 0, 42, 159]), 1024);
  const unique: Partial<StoredParts> = { properties: `UNIQ_KEY\u0001${UNIQUE}\u0002` };

  it('asks the broker that an offset id names, at the address to dial', async () => {
    const { admin, remoting } = anAdmin({ '127.0.0.1': 'tunnel' });
    remoting.react = () => ({ body: storedMessage() });

    const message = await admin.viewMessage('TopicTest', OFFSET_ID.toLowerCase());

    expect(message).toMatchObject({ offsetMsgId: OFFSET_ID, body: Buffer.from('hello') });
    expect(remoting.asked).toMatchObject([{ address: 'tunnel:10911', definition: { code: 33 } }]);
    expect(headerOf(remoting.asked[0])).toEqual({ offset: 1024, topic: 'TopicTest' });
  });

  it('looks for a UNIQ_KEY of the last 3 days on all brokers', async () => {
    const { admin, remoting } = twoBrokers(NO_MESSAGE, found({}, unique));

    const message = await admin.viewMessage('TopicTest', UNIQUE);

    expect(message?.msgId).toBe(UNIQUE);
    expect(headerOf(remoting.asked[1])).toEqual({
      topic: 'TopicTest',
      key: UNIQUE,
      maxNum: 32,
      beginTimestamp: WALL_TIME - DAYS_3_MS,
      endTimestamp: '9223372036854775807',
      isUniqueKey: true,
      indexType: 'U',
    });
  });

  it.each<[string, Reaction]>([
    ['cannot be reached', 'unreachable'],
    ['has nothing there', { code: 1 }],
    ['answers nothing', {}],
    ['answers with bytes that are none', { body: Buffer.from('?') }],
    ['answers with another message', { body: storedMessage({ commitLogOffset: 1025 }) }],
  ])('takes an offset id for a UNIQ_KEY when its broker %s', async (_what, reaction) => {
    const { admin, remoting, nameServers } = anAdmin();
    nameServers.routes.set('TopicTest', aRoute());
    const hit = found({ properties: `UNIQ_KEY\u0001${OFFSET_ID}\u0002` });
    remoting.react = ({ definition }) => (definition.code === 33 ? reaction : hit);

    const message = await admin.viewMessage('TopicTest', OFFSET_ID);

    expect(message?.msgId).toBe(OFFSET_ID);
  });

  it('leaves half of the time when the broker of an offset id is silent', async () => {
    const { admin, remoting, nameServers, clock } = anAdmin();
    nameServers.routes.set('TopicTest', aRoute());
    remoting.react = ({ definition }) => (definition.code === 33 ? 'silent' : NO_MESSAGE);
    const result = outcomeOf(admin.viewMessage('TopicTest', OFFSET_ID, { timeoutMs: 1000 }));
    await turn();

    clock.advance(500);
    await turn();

    expect(result.now).toEqual({ state: 'resolved', value: undefined });
  });

  it('does not wait for other brokers once one has it', async () => {
    const { admin, clock } = twoBrokers('silent', found(unique));

    const result = outcomeOf(admin.viewMessage('TopicTest', UNIQUE));
    await turn();

    expect(result.now).toMatchObject({ state: 'resolved', value: { msgId: UNIQUE } });
    clock.advance(6000);
    await turn();
  });

  it('is undefined only if all brokers say that they have not', async () => {
    const nowhere = await twoBrokers(NO_MESSAGE, found({})).admin.viewMessage('TopicTest', UNIQUE);
    const unsure = await rejectionOf(twoBrokers(NO_MESSAGE, 'unreachable').admin.viewMessage('TopicTest', UNIQUE));

    expect(nowhere).toBeUndefined();
    expect(unsure).toMatchObject({ code: 'NO_MESSAGE', key: UNIQUE, failures: [{ brokerName: 'broker-b' }] });
  });
});
