import { describe, expect, it } from '@jest/globals';
import type { MessageQueue } from '../../../../lib/client/message/message-queue.js';
import {
  selectQueueByHash,
  selectQueueByMachineRoom,
  selectQueueByRandom,
} from '../../../../lib/client/producer/message-queue-selector.js';
import { aMessage } from '../../../fixtures/messages.js';
import { aReadyProducer } from '../../../fixtures/remoting-producer.js';
import { BROKER_A } from '../../../fixtures/remoting-routes.js';
import { rejectionOf } from '../../../fixtures/remoting-turns.js';

const message = { topic: 'T', body: Buffer.from('x') };
const queuesOf = (...brokers: string[]): { topic: string; brokerName: string; queueId: number }[] =>
  brokers.flatMap((brokerName) => [0, 1, 2, 3].map((queueId) => ({ topic: 'T', brokerName, queueId })));

describe('a selector', () => {
  it('[B0.9] by hash takes the same queue for the same key, queue 0 included, and spreads keys', () => {
    const queues = queuesOf('broker-a');
    const taken = Array.from({ length: 200 }, (_, key) => selectQueueByHash(`key-${key}`)(queues, message).queueId);

    expect(new Set(taken)).toEqual(new Set([0, 1, 2, 3]));
    expect(selectQueueByHash('key-7')(queues, message)).toBe(selectQueueByHash('key-7')(queues, message));
  });

  it('by random takes every queue in time', () => {
    const queues = queuesOf('broker-a');

    const taken = new Set(Array.from({ length: 500 }, () => selectQueueByRandom(queues, message).queueId));

    expect(taken).toEqual(new Set([0, 1, 2, 3]));
  });

  it('by machine room takes queues of brokers there only', () => {
    const queues = queuesOf('hangzhou@broker-a', 'beijing@broker-b', 'broker-c');
    const select = selectQueueByMachineRoom(['beijing', 'shanghai'], selectQueueByHash('key'));

    expect(select(queues, message).brokerName).toBe('beijing@broker-b');
    expect(() => selectQueueByMachineRoom(['nowhere'])(queues, message)).toThrow(
      'no queue is in one of the machine rooms',
    );
  });
});

const emptying = (queues: readonly MessageQueue[]): MessageQueue => (queues as MessageQueue[]).pop() as MessageQueue;

describe('a selector of the user', () => {
  it.each([[undefined], ['plain text'], [null]])(
    'that throws %p fails its send with an Error about it',
    async (thrown) => {
      const rig = await aReadyProducer([BROKER_A]);
      const selector = (): never => {
        throw thrown as unknown as Error;
      };

      const error = await rejectionOf(rig.producer.send(aMessage(), { selector }));

      expect(error).toMatchObject({ code: 'QUEUE_SELECTION_FAILED', cause: expect.any(Error) });
      expect(error.message).toContain('the selector threw what is no Error');
    },
  );

  it('cannot change the queues of others', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const error = await rejectionOf(rig.producer.send(aMessage(), { selector: emptying }));

    expect(error).toMatchObject({ code: 'QUEUE_SELECTION_FAILED', cause: expect.any(TypeError) });
  });
});
