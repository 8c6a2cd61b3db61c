/**
 * Hooks around attempts, as far as a broker shows them: what they add is stored, what they forbid is not.
 */
import { expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import type { CheckForbiddenHook, SendMessageContext, SendMessageHook } from '../../lib/client/index.js';
import { ProducerService, RocketMQModule } from '../../lib/index.js';
import { FORBIDDING, FORBIDDING_OPTIONS, heldAgainstBrokers, SendFrames } from '../fixtures/forbidding-enhancers.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';
import { type ClusterUnderTest, freshTopic } from './cluster-under-test.js';

/** Keeps the context of every attempt, and marks the message. */
class MarkingHook implements SendMessageHook {
  readonly contexts: SendMessageContext[] = [];

  async sendMessageBefore(context: SendMessageContext): Promise<void> {
    await Promise.resolve();
    context.addProperty('span', `attempt-${context.attempt}`);
    this.contexts.push(context);
  }
}

const embargo: CheckForbiddenHook = {
  hookName: 'embargo',
  checkForbidden({ message }) {
    if (message.tags === 'forbidden') throw new Error('this tag is not for sending');
  },
};

export function describeHooks(cluster: () => ClusterUnderTest): void {
  it('[B6.9] what a send hook adds is stored with the message, and the hook sees the stored result', async () => {
    const marking = new MarkingHook();
    const { nameServer } = cluster();
    await using running = runningClient({ nameServers: nameServer }, { sendMessageHooks: [marking] });
    const topic = freshTopic('hooked');
    const body = textBody('x'.repeat(5000));

    const result = await running.producer.send({ topic, body, properties: { city: 'Rome' } });

    const [stored] = await cluster().read(topic, 1);
    expect(stored?.properties).toMatchObject({ city: 'Rome', span: 'attempt-1' });
    expect(stored?.body.equals(body)).toBe(true);
    expect(marking.contexts).toHaveLength(1);
    expect(marking.contexts[0]).toMatchObject({ sendResult: result, error: undefined, messageId: result.msgId });
    expect(marking.contexts[0]?.message.body.length).toBe(5000);
  });

  it('[B6.7] what a check-forbidden hook forbids is not stored, in any mode; the rest is', async () => {
    const { nameServer } = cluster();
    await using running = runningClient({ nameServers: nameServer }, { checkForbiddenHooks: [embargo] });
    const { producer } = running;
    const topic = freshTopic('forbidden');
    const forbidden = { topic, body: textBody('forbidden'), tags: 'forbidden' };

    const errors = [
      await rejectionOf(producer.send(forbidden)),
      await rejectionOf(producer.sendOneway(forbidden)),
      await new Promise((resolve) => producer.sendAsync(forbidden, { onSuccess: resolve, onException: resolve })),
    ];
    await producer.send({ topic, body: textBody('allowed'), tags: 'allowed' });

    const stored = await cluster().read(topic, 1);
    expect(errors).toMatchObject(errors.map(() => ({ code: 'SEND_FORBIDDEN', forbiddenBy: 'embargo' })));
    expect(stored.map(({ body }) => body.toString())).toEqual(['allowed']);
  });

  it('[hooks.5] [hooks.16] [hooks.32] what a guard, an attempt guard or a hook of a Nest app forbids is not written, and held against no broker', async () => {
    const frames = new SendFrames();
    const module = await Test.createTestingModule({
      imports: [
        RocketMQModule.forRoot({
          ...FORBIDDING_OPTIONS,
          nameServers: cluster().nameServer,
          producer: { group: 'forbidding', timeoutMs: 10_000, sendLatencyFaultEnable: true },
          rpcHooks: [frames],
        }),
      ],
    }).compile();
    const app = await module.createNestApplication({ logger: false }).init();
    const service = app.get(ProducerService);
    const { producer } = service.unwrap();
    const topic = freshTopic('forbidding');
    await service.send(topic, 'allowed');
    const faultsBefore = heldAgainstBrokers(producer);
    const writtenBefore = frames.written;

    const errors = [];
    for (const tags of FORBIDDING) errors.push(await rejectionOf(service.send(topic, 'forbidden', { tags })));

    const written = frames.written - writtenBefore;
    const faults = heldAgainstBrokers(producer);
    await app.close();
    const stored = await cluster().read(topic, 1);
    expect(errors).toMatchObject(FORBIDDING.map((forbiddenBy) => ({ code: 'SEND_FORBIDDEN', topic, forbiddenBy })));
    expect(written).toBe(0);
    expect(faultsBefore).not.toEqual([]);
    expect(faults).toEqual(faultsBefore);
    expect(stored.map(({ body }) => body.toString())).toEqual(['allowed']);
  });
}
