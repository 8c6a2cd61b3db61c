import { describe, expect, it } from '@jest/globals';
import { aRoutedProducer, answerSend, busySocket, send } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, BROKER_B } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, turn } from '../../../fixtures/remoting-turns.js';

const VIP = { options: { vipChannelEnabled: true } };

describe('a producer on the VIP channel', () => {
  it('[B6.2] [B10.12] dials two ports below those that the brokers advertise, for every attempt', async () => {
    const rig = await aRoutedProducer([BROKER_A, BROKER_B], VIP);
    const outcome = outcomeOf(send(rig));
    const [first = ''] = rig.dialer.addresses;
    rig.dialer.refuse(first);
    const [, second = ''] = rig.dialer.addresses;
    rig.dialer.accept(second);

    answerSend(busySocket(rig));
    await turn();

    expect([first, second].toSorted()).toEqual(['10.0.0.1:10909', '10.0.0.2:10909']);
    expect(outcome.now).toMatchObject({ state: 'resolved' });
  });

  it('is not the default', async () => {
    const rig = await aRoutedProducer([BROKER_A]);

    void outcomeOf(send(rig));

    expect(rig.dialer.addresses).toEqual(['10.0.0.1:10911']);
  });
});
