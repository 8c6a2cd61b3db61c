import { describe, expect, it } from '@jest/globals';
import { leaveBroker } from '../../../../lib/client/producer/attempt-state.js';
import { pinnedQueue } from '../../../../lib/client/producer/message-queue-selector.js';
import { BatchPart } from '../../../../lib/client/producer/batch-part.js';
import { NO_EXTRAS } from '../../../../lib/client/producer/send-extras.js';
import { QueueTurn, TopicPublishInfo } from '../../../../lib/client/routing/topic-publish-info.js';
import { aSend, aTarget, type RecordedStages } from '../../../fixtures/remoting-sends.js';
import { aCommand } from '../../../fixtures/commands.js';

const anyInfo = new TopicPublishInfo([], 0);

describe('OutgoingSend', () => {
  it('has the values of its own header', () => {
    const { send } = aSend();
    send.aim(new QueueTurn({ topic: 'TopicTest', brokerName: 'broker-a', queueId: 3 }), anyInfo, aTarget());

    const { header } = send;

    expect(header).toMatchObject({
      producerGroup: 'orders',
      topic: 'TopicTest',
      defaultTopic: 'TBW102',
      defaultTopicQueueNums: 4,
      queueId: 3,
      sysFlag: 0,
      flag: 5,
      properties: 'a\u0001b',
      reconsumeTimes: 0,
      unitMode: false,
      batch: false,
      brokerName: 'broker-a',
    });
    expect(Math.abs(header.bornTimestamp - Date.now())).toBeLessThan(60_000);
  });

  it('[B5.0b] has one deadline for all its attempts', () => {
    const { send } = aSend();
    send.aim(new QueueTurn({ topic: 'TopicTest', brokerName: 'broker-a', queueId: 3 }), anyInfo, aTarget());
    send.aim(new QueueTurn({ topic: 'TopicTest', brokerName: 'broker-b', queueId: 0 }), anyInfo, aTarget());

    expect([send.startedAt, send.expiresAt, send.attempt]).toEqual([1000, 4000, 2]);
  });

  it('forgets the address of the last attempt with the next one', () => {
    const { send } = aSend();
    send.address = '10.0.0.1:10911';

    send.aim(new QueueTurn({ topic: 'TopicTest', brokerName: 'broker-b', queueId: 0 }), anyInfo, aTarget());

    expect(send.address).toBeUndefined();
  });

  it('names the broker of its last attempt once that has ended', () => {
    const { send } = aSend();
    const before = send.extras.lastBroker;
    send.aim(new QueueTurn({ topic: 'TopicTest', brokerName: 'broker-b', queueId: 1 }), anyInfo, aTarget());
    const during = [send.extras.lastBroker, send.isAttempting];

    leaveBroker(send);

    expect([before, during]).toEqual([undefined, [undefined, true]]);
    expect([send.extras.lastBroker, send.isAttempting]).toEqual(['broker-b', false]);
  });

  it('chooses its queue once when it is pinned, whatever the route becomes', () => {
    let choices = 0;
    const queue = { topic: 'TopicTest', brokerName: 'broker-a', queueId: 0 };
    const { send } = aSend({ pin: () => ({ ...queue, queueId: choices++ }) });
    const info = new TopicPublishInfo([queue], 0);

    const chosen = [pinnedQueue(send, info.queues), pinnedQueue(send, info.queues)];

    expect(chosen).toEqual([queue, queue]);
    expect(choices).toBe(1);
  });

  it('settles once: the first of success and failure counts', () => {
    const [stored, failed] = [aSend(), aSend()];

    const answers = [
      stored.send.succeed(undefined),
      stored.send.fail(new Error('late')),
      stored.send.succeed(undefined),
      failed.send.fail(new Error('first')),
      failed.send.succeed(undefined),
      failed.send.fail(new Error('second')),
    ];

    expect(answers).toEqual([true, false, false, true, false, false]);
    expect([stored.outcomes, failed.outcomes]).toEqual([['resolved one-way'], ['rejected first']]);
  });

  it('fails by a promise where nobody takes errors', async () => {
    const outcome = new Promise<unknown>((resolve) => {
      aSend({ resolve, reject: undefined }).send.fail(new Error('first'));
    });

    await expect(outcome).rejects.toThrow('first');
  });

  it('has what few sends have as its own once that is changed', () => {
    const [plain, other] = [aSend({ extras: NO_EXTRAS }).send, aSend({ extras: NO_EXTRAS }).send];

    plain.ownExtras.sysFlag = 1;

    expect([plain.extras.sysFlag, other.extras.sysFlag]).toEqual([1, 0]);
    expect([plain.isPlain, other.isPlain]).toEqual([false, true]);
    expect(plain.ownExtras).toBe(plain.extras);
  });

  it('has the ids of all its messages where it is a batch', () => {
    const { send } = aSend({ batchPart: new BatchPart([], ['A', 'B'], Buffer.alloc(0), 100) });

    expect([send.messageId, send.definition.name]).toEqual(['A,B', 'SEND_BATCH_MESSAGE']);
  });

  it('hands each stage on to the engine', () => {
    const { send, stages } = aSend();
    const error = new Error('refused');
    const expected: RecordedStages = [['answered', aCommand()], ['handedOver'], ['attemptFailed', error]];

    send.onResponse(aCommand(), 1001);
    send.onHandedOver();
    send.onFailure(error);

    expect(stages).toEqual(expected);
  });
});
