import { describe, expect, it } from '@jest/globals';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import type { ConnectionSettings } from '../../../../lib/client/remoting/connection-settings.js';
import { RemotingClient, type Invocation } from '../../../../lib/client/remoting/remoting-client.js';
import { aPool, type PoolRig } from '../../../fixtures/remoting-pool.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

const ADDRESS = '10.0.0.1:9876';

function aClient(facts: Partial<ConnectionSettings> = {}): PoolRig & { readonly remoting: RemotingClient } {
  const rig = aPool(facts);
  return { ...rig, remoting: new RemotingClient(rig.pool, rig.clock) };
}

function invocation(deadlineAt: number): Invocation<typeof REQUESTS.GET_ROUTEINFO_BY_TOPIC> {
  const definition = REQUESTS.GET_ROUTEINFO_BY_TOPIC;
  return { address: ADDRESS, definition, header: { topic: 'TopicTest' }, body: Buffer.from('body'), deadlineAt };
}

describe('RemotingClient', () => {
  it('[E4.4] dials, sends, and resolves with the answer whatever its code is', async () => {
    const { dialer, remoting } = aClient();
    const answer = remoting.invoke(invocation(4000));
    const socket = dialer.accept(ADDRESS);
    await turn();

    socket.answer(socket.lastFrame, { code: 17, remark: 'no topic' });

    expect(await answer).toMatchObject({ code: 17, remark: 'no topic' });
    expect(socket.lastFrame).toMatchObject({ code: 105, extFields: { topic: 'TopicTest' } });
    expect(Buffer.from(socket.lastFrame.body ?? []).toString()).toBe('body');
  });

  it('uses the ready connection', async () => {
    const { dialer, remoting } = aClient();
    const first = remoting.connect(ADDRESS, 4000);
    dialer.accept(ADDRESS);

    const second = await remoting.connect(ADDRESS, 4000);

    expect(second).toBe(await first);
    expect(dialer.dials).toHaveLength(1);
  });

  it('[E4.1] rejects when the dial fails', async () => {
    const { dialer, remoting } = aClient();
    const answer = remoting.invoke(invocation(4000));

    dialer.refuse(ADDRESS);

    expect(await rejectionOf(answer)).toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('[E4.2] rejects at the deadline while it dials', async () => {
    const { clock, remoting } = aClient();
    const answer = outcomeOf(remoting.invoke(invocation(1300)));

    clock.advance(300);
    await turn();

    expect(answer.now).toMatchObject({ error: { code: 'CONNECT_FAILED' } });
  });

  it('[E4.4] rejects at the deadline while it waits for the answer, which dialling counts into', async () => {
    const { clock, dialer, remoting } = aClient();
    const answer = outcomeOf(remoting.invoke(invocation(1300)));
    clock.advance(200);
    dialer.accept(ADDRESS);
    await turn();

    clock.advance(100);
    await turn();

    expect(answer.now).toMatchObject({ error: { code: 'REQUEST_TIMEOUT', waitedMs: 100 } });
  });

  it('keeps the connection that it asked over through the next poll, and not for ever', async () => {
    const { dialer, pool, remoting } = aClient();
    const answer = remoting.invoke(invocation(4000));
    const socket = dialer.accept(ADDRESS);
    await turn();
    socket.answer(socket.lastFrame);
    await answer;

    pool.keepOnly(new Set());
    const afterOne = pool.status(ADDRESS);
    pool.keepOnly(new Set());

    expect([afterOne, pool.status(ADDRESS)]).toEqual(['connected', 'unknown']);
  });

  it('rejects when the connection ends before the request is written', async () => {
    const { dialer, remoting } = aClient();
    const answer = remoting.invoke(invocation(4000));

    dialer.accept(ADDRESS).emit('close');

    expect(await rejectionOf(answer)).toMatchObject({ code: 'CONNECTION_CLOSED' });
  });

  it('[E4.6] [E5.3] rejects when the connection ends while the request waits', async () => {
    const { dialer, remoting } = aClient();
    const answer = remoting.invoke(invocation(4000));
    const socket = dialer.accept(ADDRESS);
    await turn();

    socket.emit('close');

    expect(await rejectionOf(answer)).toMatchObject({ code: 'CONNECTION_CLOSED' });
  });
});

describe('a request that is answered with GO_AWAY', () => {
  const GO_AWAY = 1500;

  it('goes once more over a new connection, with a new opaque, and its answer counts', async () => {
    const { dialer, remoting } = aClient();
    const answer = remoting.invoke(invocation(4000));
    const old = dialer.accept(ADDRESS);
    await turn();
    old.answer({ opaque: 99 });

    old.answer(old.lastFrame, { code: GO_AWAY });
    await turn();
    const young = dialer.accept(ADDRESS);
    await turn();
    young.answer(young.lastFrame, { code: 17 });

    expect(await answer).toMatchObject({ code: 17 });
    const { opaque: _old, ...before } = old.lastFrame;
    const { opaque: _new, ...after } = young.lastFrame;
    expect(after).toEqual(before);
    expect([dialer.addresses, old.isEnded]).toEqual([[ADDRESS, ADDRESS], true]);
  });

  it('[E9.2] shares the new connection with others', async () => {
    const { dialer, remoting } = aClient();
    const answers = [remoting.invoke(invocation(4000)), remoting.invoke(invocation(4000))];
    const old = dialer.accept(ADDRESS);
    await turn();
    await turn();
    old.answer({ opaque: 99 });

    for (const frame of old.frames) old.answer(frame, { code: GO_AWAY });
    await turn();
    const young = dialer.accept(ADDRESS);
    await turn();
    await turn();
    for (const frame of young.frames) young.answer(frame);

    expect(await Promise.all(answers)).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(dialer.dials).toHaveLength(2);
  });

  it('[E9.5] rejects as on a closed connection when the new one is answered the same', async () => {
    const { clock, dialer, remoting } = aClient();
    const answer = outcomeOf(remoting.invoke(invocation(4000)));
    for (let dial = 0; dial < 2; dial += 1) {
      while (!dialer.isDialling(ADDRESS)) clock.advance(1);
      const socket = dialer.accept(ADDRESS);
      await turn();
      socket.answer(socket.lastFrame, { code: GO_AWAY });
      await turn();
    }

    expect(answer.now).toMatchObject({ error: { code: 'CONNECTION_CLOSED', responseCode: GO_AWAY } });
    expect(dialer.dials).toHaveLength(2);
  });

  it('rejects when the new connection cannot be made, within its own deadline', async () => {
    const { clock, dialer, remoting } = aClient();
    const answer = outcomeOf(remoting.invoke(invocation(1300)));
    const old = dialer.accept(ADDRESS);
    await turn();
    old.answer({ opaque: 99 });
    old.answer(old.lastFrame, { code: GO_AWAY });
    await turn();

    clock.advance(300);
    await turn();

    expect(answer.now).toMatchObject({ state: 'rejected', error: { code: 'CONNECT_FAILED' } });
  });

  it('rejects at once when reconnecting is off', async () => {
    const { dialer, remoting } = aClient({ reconnectOnGoAway: false });
    const answer = remoting.invoke(invocation(4000));
    const socket = dialer.accept(ADDRESS);
    await turn();

    socket.answer(socket.lastFrame, { code: GO_AWAY });

    expect(await rejectionOf(answer)).toMatchObject({
      code: 'CONNECTION_CLOSED',
      message: expect.stringContaining('reconnectOnGoAway'),
    });
    expect(dialer.dials).toHaveLength(1);
  });
});
