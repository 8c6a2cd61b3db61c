/**
 * sendAsync: whom it tells, how often, when, and in which context.
 */
import { describe, expect, it } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Message } from '../../../../lib/client/message/message.js';
import type { SendCallback } from '../../../../lib/client/producer/send-callback.js';
import type { SendResult } from '../../../../lib/client/producer/send-result.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { aMessage } from '../../../fixtures/messages.js';
import { answerSend, aCreatedProducer, aProducer, aReadyProducer } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { turn } from '../../../fixtures/remoting-turns.js';

class RecordingCallback implements SendCallback {
  readonly results: SendResult[] = [];
  readonly errors: Error[] = [];
  onCall: () => void = () => {};

  onSuccess(result: SendResult): void {
    this.results.push(result);
    this.onCall();
  }

  onException(error: Error): void {
    this.errors.push(error);
    this.onCall();
  }
}

describe('the callback', () => {
  it('[B0.3] [B10.1] is told of success once, after the call, as a method of its own object', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const callback = new RecordingCallback();
    rig.producer.sendAsync(aMessage(), callback);
    const socket = rig.dialer.socket(MASTER_A);

    answerSend(socket);
    const within = callback.results.length;
    answerSend(socket);
    await turn();

    expect(within).toBe(0);
    expect(callback.results).toMatchObject([{ sendStatus: 'SEND_OK' }]);
    expect(callback.errors).toEqual([]);
  });

  it.each([
    ['before start()', aCreatedProducer, aMessage(), 'PRODUCER_NOT_STARTED'],
    ['with a bad message', aProducer, aMessage({ topic: '' }), 'INVALID_MESSAGE'],
    ['with no message at all', aProducer, null as unknown as Message, 'INVALID_MESSAGE'],
  ] as const)('[B9.4] [B11.1] is told of a call %s, once, after the call', async (_what, build, message, code) => {
    const { producer } = build();
    const callback = new RecordingCallback();

    producer.sendAsync(message, callback);
    const within = callback.errors.length;
    await turn();

    expect(within).toBe(0);
    expect(callback.errors).toMatchObject([{ code }]);
  });

  it('is told of bad options', async () => {
    const callback = new RecordingCallback();

    aProducer().producer.sendAsync(aMessage(), callback, { timeoutMs: Number.NaN });
    await turn();

    expect(callback.errors).toMatchObject([{ code: 'INVALID_OPTIONS' }]);
  });

  it('[E12.1] runs in the async context of the caller, not in that of the socket', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const storage = new AsyncLocalStorage<string>();
    const contexts: (string | undefined)[] = [];
    const callback = new RecordingCallback();
    callback.onCall = () => contexts.push(storage.getStore());
    storage.run('caller', () => rig.producer.sendAsync(aMessage(), callback));

    storage.run('socket', () => answerSend(rig.dialer.socket(MASTER_A)));
    await turn();

    expect(contexts).toEqual(['caller']);
  });

  it('[B9.1] hears of a send that is not under way any more, with the events of it behind', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const seen: unknown[] = [];
    const callback = new RecordingCallback();
    callback.onCall = () => seen.push(rig.producer.inFlight, rig.events.length);
    rig.producer.sendAsync(aMessage(), callback);

    answerSend(rig.dialer.socket(MASTER_A), { code: 12 });
    await turn();

    expect(seen).toEqual([0, 1]);
  });

  it('may send again', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const socket = rig.dialer.socket(MASTER_A);
    const callback = new RecordingCallback();
    callback.onCall = () => {
      if (callback.results.length < 3) rig.producer.sendAsync(aMessage(), callback);
    };
    rig.producer.sendAsync(aMessage(), callback);

    for (let round = 0; round < 3; round += 1) {
      answerSend(socket);
      await turn();
    }

    expect(callback.results).toHaveLength(3);
    expect(rig.producer.inFlight).toBe(0);
  });

  it.each([null, () => {}, { onSuccess: () => {} }, 'callback'])(
    'is refused within the call if it is %p, and nothing is sent',
    async (callback) => {
      const rig = await aReadyProducer([BROKER_A]);

      const error = thrownBy(() => rig.producer.sendAsync(aMessage(), callback as unknown as SendCallback));

      expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
      expect(rig.dialer.socket(MASTER_A).writes).toEqual([]);
    },
  );
});

describe('a callback that throws', () => {
  it.each(['onSuccess', 'onException'] as const)(
    '[B10.9] [B10.15] [E12.2] in %s becomes one event and starts nothing else',
    async (method) => {
      const rig = await aReadyProducer([BROKER_A]);
      const error = new Error('callback');
      const calls: string[] = [];
      const record = (name: string): void => {
        calls.push(name);
        if (name === method) throw error;
      };
      rig.producer.sendAsync(aMessage(), {
        onSuccess: () => record('onSuccess'),
        onException: () => record('onException'),
      });

      answerSend(rig.dialer.socket(MASTER_A), { code: method === 'onSuccess' ? 0 : 13 });
      await turn();

      expect(calls).toEqual([method]);
      expect(rig.events).toEqual([{ type: 'callback-threw', error }]);
      expect(rig.dialer.socket(MASTER_A).frames).toHaveLength(1);
    },
  );

  it.each(['onSuccess', 'onException'] as const)('later, in an async %s, becomes one event too', async (method) => {
    const rig = await aReadyProducer([BROKER_A]);
    const error = new Error('callback');
    const reject = (() => Promise.reject(error)) as () => void;
    rig.producer.sendAsync(aMessage(), { onSuccess: reject, onException: reject });

    answerSend(rig.dialer.socket(MASTER_A), { code: method === 'onSuccess' ? 0 : 13 });
    await turn();

    expect(rig.events).toEqual([{ type: 'callback-threw', error }]);
  });
});

describe('without a callback', () => {
  it('success is silent', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    rig.producer.sendAsync(aMessage());

    answerSend(rig.dialer.socket(MASTER_A));
    await turn();

    expect(rig.events).toEqual([]);
  });

  it("[B10.15] a failure goes to the producer's onException, and nowhere else", async () => {
    const errors: Error[] = [];
    const rig = await aReadyProducer([BROKER_A], { options: { onException: (error) => errors.push(error) } });
    rig.producer.sendAsync(aMessage());

    answerSend(rig.dialer.socket(MASTER_A), { code: 13 });
    await turn();

    expect(errors).toMatchObject([{ code: 'BROKER_REJECTED' }]);
    expect(rig.events).toEqual([]);
  });

  it('an onException that throws becomes one event', async () => {
    const error = new Error('onException');
    const onException = (): void => {
      throw error;
    };
    const rig = await aReadyProducer([BROKER_A], { options: { onException } });
    rig.producer.sendAsync(aMessage());

    answerSend(rig.dialer.socket(MASTER_A), { code: 13 });
    await turn();

    expect(rig.events).toEqual([{ type: 'callback-threw', error }]);
  });

  it('nor onException a failure becomes one event', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    rig.producer.sendAsync(aMessage());

    answerSend(rig.dialer.socket(MASTER_A), { code: 13 });
    await turn();

    expect(rig.events).toMatchObject([
      { type: 'send-exception', topic: 'TopicTest', error: { code: 'BROKER_REJECTED', responseCode: 13 } },
    ]);
  });

  it('the event of a message that is none names no topic', async () => {
    const rig = aProducer();

    rig.producer.sendAsync(null as unknown as Message);
    await turn();

    expect(rig.events).toMatchObject([
      { type: 'send-exception', topic: 'undefined', error: { code: 'INVALID_MESSAGE' } },
    ]);
  });
});
