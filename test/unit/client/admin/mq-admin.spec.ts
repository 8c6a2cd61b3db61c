/**
 * What all admin calls have in common, and the calls about one queue.
 */
import { describe, expect, it } from '@jest/globals';
import type { MQAdmin } from '../../../../lib/client/admin/mq-admin.js';
import type { AdminOptions } from '../../../../lib/client/admin/admin-options.js';
import { ClientClosedError } from '../../../../lib/client/errors/input-errors.js';
import type { MessageQueue } from '../../../../lib/client/message/message-queue.js';
import { anAdmin, type AdminRig } from '../../../fixtures/remoting-admin.js';
import { aRoute, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

const QUEUE = { topic: 'TopicTest', brokerName: 'broker-a', queueId: 1 };

type Call = (admin: MQAdmin, options?: AdminOptions) => Promise<unknown>;

const QUEUE_CALLS: readonly [name: string, code: number, call: Call][] = [
  ['searchOffset', 29, (admin, options) => admin.searchOffset(QUEUE, 1_700_000_000_000, options)],
  ['maxOffset', 30, (admin, options) => admin.maxOffset(QUEUE, options)],
  ['minOffset', 31, (admin, options) => admin.minOffset(QUEUE, options)],
  ['earliestMsgStoreTime', 32, (admin, options) => admin.earliestMsgStoreTime(QUEUE, options)],
];
const CALLS: readonly [name: string, defaultMs: number, call: Call][] = [
  ...QUEUE_CALLS.map(([name, , call]): [string, number, Call] => [name, 6000, call]),
  ['createTopic', 4500, (admin, options) => admin.createTopic('New', options)],
  ['viewMessage', 6000, (admin, options) => admin.viewMessage('TopicTest', 'some-id', options)],
];

/** An admin that knows where broker-a is. */
function routed(): AdminRig {
  const rig = anAdmin();
  rig.brokers.update(aRoute());
  rig.nameServers.routes.set('TopicTest', aRoute()).set('TBW102', aRoute());
  return rig;
}

describe.each(QUEUE_CALLS)('%s()', (name, code, call) => {
  it(`asks the master of the queue's broker with code ${code}`, async () => {
    const { admin, remoting } = routed();
    remoting.react = () => ({ extFields: { offset: '42', timestamp: '42' } });

    const answer = await call(admin);

    expect(answer).toBe(42);
    expect(remoting.asked).toMatchObject([{ address: MASTER_A, definition: { code }, header: QUEUE }]);
    const expected = name === 'searchOffset' ? { ...QUEUE, timestamp: 1_700_000_000_000 } : QUEUE;
    expect(remoting.asked[0]?.header).toEqual(expected);
  });

  it('refuses a number beyond 2^53, and hands on what the broker says', async () => {
    const { admin, remoting } = routed();
    remoting.react = () => ({ extFields: { offset: '9007199254740993', timestamp: '9007199254740993' } });
    const inexact = await rejectionOf(call(admin));

    remoting.react = () => ({ code: 1, remark: 'no' });
    const refused = await rejectionOf(call(admin));

    expect(inexact).toMatchObject({ code: 'RESPONSE_INVALID' });
    expect(refused).toMatchObject({ code: 'BROKER_RESPONSE', responseCode: 1, remark: 'no', address: MASTER_A });
  });
});

describe('every call', () => {
  it.each(CALLS)('%s() gives a broker %d ms, unless told otherwise', async (_name, defaultMs, call) => {
    const { admin, remoting, clock } = routed();
    remoting.react = () => 'silent';
    const startedAt = clock.now();

    void outcomeOf(call(admin));
    void outcomeOf(call(admin, { timeoutMs: 600 }));
    await turn();

    expect(remoting.asked.map(({ deadlineAt }) => deadlineAt - startedAt)).toEqual([defaultMs, defaultMs / 10]);
  });

  it.each(CALLS)('%s() ends at its signal, and asks nobody if that was aborted before', async (_name, _ms, call) => {
    const { admin, remoting } = routed();
    remoting.react = () => 'silent';
    const abort = new AbortController();
    const waiting = outcomeOf(call(admin, { signal: abort.signal }));
    await turn();

    abort.abort(new Error('enough'));
    await turn();
    const late = await rejectionOf(call(admin, { signal: abort.signal }));

    expect(waiting.now).toMatchObject({ state: 'rejected', error: { message: 'enough' } });
    expect(late.message).toBe('enough');
    expect(remoting.asked).toHaveLength(1);
  });

  it.each(CALLS)('%s() is refused when the client is closed', async (_name, _ms, call) => {
    const { admin, remoting, close } = routed();

    close(new ClientClosedError('id'));

    expect(await rejectionOf(call(admin))).toMatchObject({ code: 'CLIENT_CLOSED' });
    expect(remoting.asked).toEqual([]);
  });

  it.each<[string, number, Call]>([
    ['timeoutMs is 0', 1, (admin) => admin.maxOffset(QUEUE, { timeoutMs: 0 })],
    ['timeoutMs is NaN', 1, (admin) => admin.createTopic('New', { timeoutMs: Number.NaN })],
    ['queue.queueId is -1', 1, (admin) => admin.minOffset({ ...QUEUE, queueId: -1 })],
    ['queue.topic is "", ', 2, (admin) => admin.maxOffset({ ...QUEUE, topic: '', brokerName: ' ' })],
    ['queue.topic is undefined', 3, (admin) => admin.earliestMsgStoreTime({} as MessageQueue)],
    ['timestampMs is 9007199254740992', 1, (admin) => admin.searchOffset(QUEUE, 2 ** 53)],
    ['msgId is ""', 1, (admin) => admin.viewMessage('TopicTest', '')],
    ['key is "a b", it must be one key', 1, (admin) => admin.queryMessage('TopicTest', 'a b')],
    ['endMs is 4', 2, (admin) => admin.queryMessage('TopicTest', 'a', { maxNum: 0, beginMs: 5, endMs: 4 })],
    ['perm is 8', 2, (admin) => admin.createTopic('New', { perm: 8, queueNum: 0, writeQueueNums: 1 })],
    ['attributes has {"a-b":"c"}', 1, (admin) => admin.createTopic('New', { attributes: { 'a-b': 'c' } })],
    ['attributes has {"a":"b,c"}', 1, (admin) => admin.createTopic('New', { attributes: { a: 'b,c' } })],
    ['key is " "', 1, (admin) => admin.createTopic('New', { key: ' ' })],
  ])('lists every bad option: %s (of %d), and asks nobody', async (text, count, call) => {
    const { admin, remoting, nameServers } = routed();

    const error = await rejectionOf(call(admin));

    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(error.message).toContain(text);
    expect((error as Error & { problems: readonly string[] }).problems).toHaveLength(count);
    expect([remoting.asked, nameServers.topics]).toEqual([[], []]);
  });
});
