/**
 * What follows a failed attempt of a send.
 */
import { describe, expect, it } from '@jest/globals';
import type { SendFailedError } from '../../../../lib/client/errors/send-errors.js';
import { aRoute, BROKER_A, BROKER_B, MASTER_A, MASTER_B } from '../../../fixtures/remoting-routes.js';
import {
  answerSend,
  aReadyProducer,
  aRoutedProducer,
  busySocket,
  connect,
  type ProducerRig,
  send,
  STORED_FIELDS,
} from '../../../fixtures/remoting-producer.js';
import type { FakeSocket } from '../../../fixtures/remoting-socket.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

const BOTH = [BROKER_A, BROKER_B];
const sockets = ({ dialer }: ProducerRig): [FakeSocket, FakeSocket] => [
  dialer.socket(MASTER_A),
  dialer.socket(MASTER_B),
];
/** Both sockets, the one with the first attempt in front. */
const inOrder = (rig: ProducerRig): [FakeSocket, FakeSocket] => {
  const [a, b] = sockets(rig);
  return a.writes.length > 0 ? [a, b] : [b, a];
};

describe('a SYNC send whose attempt fails', () => {
  it('[B4.4] [B5.1] [B5.9] [B5.14] goes to another broker, under the same id and with the queue of the new one', async () => {
    const rig = await aReadyProducer([
      { ...BROKER_A, queues: 1 },
      { ...BROKER_B, queues: 1 },
    ]);
    const result = outcomeOf(send(rig));
    const [first, second] = inOrder(rig);

    first.answer(first.lastFrame, { code: 2, remark: 'busy' });
    const [one, other] = [first.lastFrame, second.lastFrame];
    answerSend(second);
    await turn();

    expect(other.extFields?.['i']).toBe(one.extFields?.['i']);
    expect(new Set([one.extFields?.['n'], other.extFields?.['n']])).toEqual(new Set(['broker-a', 'broker-b']));
    expect(result.now).toMatchObject({ value: { messageQueue: { brokerName: other.extFields?.['n'] } } });
  });

  it('[B5.0a] [B5.12a] fails after three attempts with the last answer, and lists them all', async () => {
    const rig = await aReadyProducer(BOTH);
    const result = outcomeOf(send(rig));
    const [first, second] = inOrder(rig);
    const [firstAddress, secondAddress] = first === sockets(rig)[0] ? [MASTER_A, MASTER_B] : [MASTER_B, MASTER_A];

    first.answer(first.lastFrame, { code: 2, remark: 'busy' });
    second.emit('close');
    await turn();
    rig.clock.advance(7);
    first.answer(first.lastFrame, { code: 14, remark: 'disk full' });
    await turn();

    expect(result.now).toMatchObject({
      state: 'rejected',
      error: {
        code: 'BROKER_REJECTED',
        responseCode: 14,
        attempts: [
          { attempt: 1, address: firstAddress, error: { responseCode: 2 } },
          { attempt: 2, address: secondAddress, error: { code: 'CONNECTION_CLOSED' } },
          { attempt: 3, address: firstAddress, error: { responseCode: 14 }, elapsedMs: 7 },
        ],
      },
    });
    expect([first.frames.length, second.frames.length]).toEqual([2, 1]);
  });

  it('[B4.7] tries the same broker again if there is no other', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = outcomeOf(send(rig));
    const socket = rig.dialer.socket(MASTER_A);

    socket.answer(socket.lastFrame, { code: 2 });
    await turn();
    answerSend(socket);
    await turn();

    expect(socket.frames).toHaveLength(2);
    expect(result.now.state).toBe('resolved');
  });

  it('[B5.7b] [B5.9] [E7.6] goes elsewhere at once when a connection closes under many sends, each once', async () => {
    const rig = await aReadyProducer(BOTH);
    const results = Array.from({ length: 100 }, () => outcomeOf(send(rig)));
    await turn();
    const [a, b] = sockets(rig);
    const onA = a.frames.length;

    a.emit('close');
    await turn();
    for (const frame of b.frames) b.answer(frame, { extFields: STORED_FIELDS });
    await turn();

    expect(onA).toBe(50);
    expect(b.frames).toHaveLength(100);
    expect(results.every(({ now }) => now.state === 'resolved')).toBe(true);
  });

  it('[B5.7d] [C3.13] is not repeated after a code that no broker would see otherwise', async () => {
    const rig = await aReadyProducer(BOTH);
    const result = send(rig);
    const socket = busySocket(rig);

    socket.answer(socket.lastFrame, { code: 13, remark: 'too long' });

    expect(await rejectionOf(result)).toMatchObject({ code: 'BROKER_REJECTED', attempts: [{ attempt: 1 }] });
  });

  it('[C3.17] asks for the route again when the broker does not know the topic', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = outcomeOf(send(rig));
    rig.nameServers.routes.set('TopicTest', aRoute([BROKER_B]));
    const socket = rig.dialer.socket(MASTER_A);

    socket.answer(socket.lastFrame, { code: 17 });
    await turn();
    answerSend(rig.dialer.accept(MASTER_B));
    await turn();

    expect(rig.nameServers.topics).toEqual(['TopicTest', 'TopicTest']);
    expect(result.now).toMatchObject({ value: { messageQueue: { brokerName: 'broker-b' } } });
  });

  it('[B5.7a] [B5.12d] [B6.1] [C2.10003] counts a broker without a known address as a failed attempt', async () => {
    const rig = await aRoutedProducer([BROKER_A]);
    rig.brokers.update(aRoute([{ name: 'broker-a' }]));

    const error = (await rejectionOf(send(rig))) as SendFailedError;

    expect(error).toMatchObject({ code: 'BROKER_NOT_FOUND', responseCode: 10_003 });
    expect(error.attempts.map(({ address }) => address)).toEqual([undefined, undefined, undefined]);
    expect(rig.dialer.dials).toEqual([]);
  });

  it('[B5.12b] names what the broker advertises when it cannot be reached', async () => {
    const rig = await aRoutedProducer([BROKER_A], { options: { retryTimesWhenSendFailed: 0 } });
    const result = send(rig);

    rig.dialer.refuse(MASTER_A, 'connect ETIMEDOUT');

    const error = await rejectionOf(result);
    expect(error).toMatchObject({ code: 'BROKER_UNREACHABLE', responseCode: 10_001 });
    expect(error.message).toContain(`broker-a advertises ${MASTER_A}`);
  });

  it('[B5.7b] [C1.10] is repeated after an answer that lacks a field', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const result = outcomeOf(send(rig));
    const socket = rig.dialer.socket(MASTER_A);

    socket.answer(socket.lastFrame, { code: 0 });
    await turn();
    answerSend(socket);
    await turn();

    expect(socket.frames).toHaveLength(2);
    expect(result.now.state).toBe('resolved');
  });
});

describe('an ASYNC send whose attempt fails', () => {
  it('[B10.2] [B10.4] goes elsewhere after a connection error, but takes a broker code as final', async () => {
    const rig = await aReadyProducer(BOTH);
    const outcomes: unknown[] = [];
    rig.producer.sendAsync(
      { topic: 'TopicTest', body: Buffer.from('x') },
      { onSuccess: (result) => outcomes.push(result), onException: (error) => outcomes.push(error) },
    );
    const [first, second] = inOrder(rig);

    first.emit('close');
    second.answer(second.lastFrame, { code: 2 });
    await turn();

    expect(outcomes).toMatchObject([
      { code: 'BROKER_REJECTED', attempts: [{ error: { code: 'CONNECTION_CLOSED' } }, { error: { responseCode: 2 } }] },
    ]);
  });

  it('[B10.11] [B10.13] [B10.14] goes to a queue of the new broker, with its name in the header, at once', async () => {
    const rig = await aReadyProducer([
      { ...BROKER_A, queues: 1 },
      { ...BROKER_B, queues: 8 },
    ]);
    for (let sent = 0; sent < 9; sent += 1) rig.producer.sendAsync({ topic: 'TopicTest', body: Buffer.from('x') });
    await turn();
    const [a, b] = sockets(rig);
    const onB = b.frames.map(({ extFields }) => Number(extFields?.['e']));

    b.emit('close');
    await turn();

    expect(onB.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(a.frames.map(({ extFields }) => `${extFields?.['n']} ${extFields?.['e']}`)).toEqual(
      Array(9).fill('broker-a 0'),
    );
  });

  it('[B10.16] never goes to a name server, though the broker it goes to has no address any more', async () => {
    const rig = await aReadyProducer(BOTH);
    const outcome = new Promise((resolve) => {
      rig.producer.sendAsync(
        { topic: 'TopicTest', body: Buffer.from('x') },
        { onSuccess: resolve, onException: resolve },
      );
    });
    const [first, second] = inOrder(rig);
    rig.brokers.update(aRoute([{ name: 'broker-a' }, { name: 'broker-b' }]));

    first.emit('close');

    expect(await outcome).toMatchObject({
      code: 'BROKER_NOT_FOUND',
      attempts: [{ error: { code: 'CONNECTION_CLOSED' } }, { address: undefined }, { address: undefined }],
    });
    expect([second.writes, rig.dialer.dials.length]).toEqual([[], 2]);
  });
});

describe('an RPC hook that throws', () => {
  it('[B5.7f] [E8.5] fails the send for good, with nothing on the wire', async () => {
    const hookError = new Error('no secret key');
    const hook = {
      doBeforeRequest: (): void => {
        throw hookError;
      },
    };
    const rig = await aRoutedProducer(BOTH, { connection: { rpcHooks: [hook] } });
    for (const address of [MASTER_A, MASTER_B]) connect(rig, address);

    const error = await rejectionOf(send(rig));

    expect(error).toMatchObject({ code: 'HOOK_FAILED', cause: hookError, attempts: [{ attempt: 1 }] });
    expect(sockets(rig).flatMap(({ writes }) => writes)).toEqual([]);
  });
});
