import { describe, expect, it } from '@jest/globals';
import {
  selectQueueByHash,
  selectQueueByMachineRoom,
  selectQueueByRandom,
} from '../../../../lib/client/producer/message-queue-selector.js';

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
