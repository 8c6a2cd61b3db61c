/**
 * Facts of a send that travel in its header, or that only hooks see.
 */
import { expect, it } from '@jest/globals';
import type { Message } from '../../../../lib/client/message/message.js';
import type { SendAttemptContext } from '../../../../lib/client/producer/send-hook.js';
import { aReadyProducer, send } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, MASTER_A } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

it.each([true, false])('[B6.9b] unitMode %s goes into the header and to the hooks', async (unitMode) => {
  const seen: boolean[] = [];
  const checkForbiddenHooks = [
    { checkForbidden: (context: { unitMode: boolean }) => void seen.push(context.unitMode) },
  ];
  const rig = await aReadyProducer([BROKER_A], { options: { unitMode, checkForbiddenHooks } });

  void send(rig);

  expect(rig.dialer.socket(MASTER_A).lastFrame.extFields).toMatchObject({ k: String(unitMode) });
  expect(seen).toEqual([unitMode]);
});

it.each<[string, Partial<Message>]>([
  ['NORMAL', {}],
  ['DELAY', { delayLevel: 3 }],
  ['DELAY', { deliverAfterMs: 5000 }],
])('hooks see %s for %j, before and after', async (messageType, parts) => {
  const seen: string[] = [];
  const note = (context: SendAttemptContext): void => void seen.push(context.messageType);
  const rig = await aReadyProducer([BROKER_A], {
    options: {
      retryTimesWhenSendFailed: 0,
      checkForbiddenHooks: [{ checkForbidden: note }],
      sendMessageHooks: [{ sendMessageBefore: note, sendMessageAfter: note }],
    },
  });
  const outcome = outcomeOf(send(rig, parts));

  rig.dialer.socket(MASTER_A).emit('close');
  await turn();

  expect(outcome.now).toMatchObject({ state: 'rejected' });
  expect(seen).toEqual([messageType, messageType, messageType]);
});
