/**
 * sendOneway: done when the socket has the frame; whatever happens before that is its failure.
 */
import { describe, expect, it } from '@jest/globals';
import { aMessage } from '../../../fixtures/messages.js';
import { aCreatedProducer, aReadyProducer, aRoutedProducer, send } from '../../../fixtures/remoting-producer.js';
import { BROKER_A, BROKER_B, MASTER_A, MASTER_B } from '../../../fixtures/remoting-routes.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

describe('sendOneway()', () => {
  it('[B0.5] [B7.3] hands the frame to the socket before it returns, and waits for no answer', async () => {
    const rig = await aReadyProducer([BROKER_A]);

    const sent = outcomeOf(rig.producer.sendOneway(aMessage()));
    const { frames } = rig.dialer.socket(MASTER_A);
    await turn();

    expect(frames).toMatchObject([{ code: 310, flag: 2 }]);
    expect(sent.now).toEqual({ state: 'resolved', value: undefined });
    expect(rig.producer.inFlight).toBe(0);
  });

  it('[B7.3] resolves only when the socket has the frame', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const socket = rig.dialer.socket(MASTER_A);
    socket.isFull = true;
    void send(rig);
    const sent = outcomeOf(rig.producer.sendOneway(aMessage()));
    await turn();
    const whileFull = sent.now.state;

    socket.drain();
    await turn();

    expect([whileFull, sent.now.state]).toEqual(['pending', 'resolved']);
  });

  it('[E11.4] rejects at its deadline when the socket stays full', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    const socket = rig.dialer.socket(MASTER_A);
    socket.isFull = true;
    await rig.producer.sendOneway(aMessage());
    const sent = outcomeOf(rig.producer.sendOneway(aMessage(), { timeoutMs: 200 }));
    await turn();

    rig.clock.advance(200);
    await turn();

    expect(sent.now).toMatchObject({ error: { code: 'SEND_TIMEOUT' } });
    expect(rig.producer.inFlight).toBe(0);
  });

  it('lets the event loop go on while a caller sends one after the other', async () => {
    const rig = await aReadyProducer([BROKER_A]);
    let turns = 0;
    const countTurns = (): void => {
      turns += 1;
      next = setImmediate(countTurns);
    };
    let next = setImmediate(countTurns);

    for (let count = 0; count < 5000; count += 1) await rig.producer.sendOneway(aMessage());
    clearImmediate(next);

    expect(turns).toBeGreaterThan(5);
  });

  it('[E4.10] [E7.7] rejects when the connection closes before the socket has the frame', async () => {
    const rig = await aReadyProducer([BROKER_A, BROKER_B]);
    for (const address of [MASTER_A, MASTER_B]) rig.dialer.socket(address).isFull = true;
    const full = Array.from({ length: 4 }, () => outcomeOf(rig.producer.sendOneway(aMessage())));
    await turn();
    const stuck = Array.from({ length: 4 }, () => outcomeOf(rig.producer.sendOneway(aMessage())));
    await turn();

    for (const address of [MASTER_A, MASTER_B]) rig.dialer.socket(address).emit('close');
    await turn();

    expect(full.length + stuck.length).toBe(8);
    expect(stuck.map(({ now }) => now)).toMatchObject(
      stuck.map(() => ({ state: 'rejected', error: { code: 'CONNECTION_CLOSED', attempts: [{ attempt: 1 }] } })),
    );
    expect(rig.producer.inFlight).toBe(0);
  });

  it('[B11.8] [E4.10] rejects when the broker cannot be reached, without a second attempt', async () => {
    const rig = await aRoutedProducer([BROKER_A]);
    const sent = rig.producer.sendOneway(aMessage());

    rig.dialer.refuse(MASTER_A);

    expect(await rejectionOf(sent)).toMatchObject({ code: 'BROKER_UNREACHABLE', attempts: [{ attempt: 1 }] });
    expect(rig.dialer.dials).toHaveLength(1);
  });

  it('rejects before start()', async () => {
    const { producer } = aCreatedProducer();

    const error = await rejectionOf(producer.sendOneway(aMessage()));

    expect(error).toMatchObject({ code: 'PRODUCER_NOT_STARTED' });
  });

  it('[B7.3] gets all the time of the send for its only attempt', async () => {
    const rig = await aRoutedProducer([BROKER_A, BROKER_B]);
    const sent = outcomeOf(rig.producer.sendOneway(aMessage()));

    rig.clock.advance(2999);
    await turn();
    const early = sent.now.state;
    rig.clock.advance(1);
    await turn();

    expect([early, sent.now.state]).toEqual(['pending', 'rejected']);
  });
});
