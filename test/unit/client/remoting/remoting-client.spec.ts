import { describe, expect, it } from '@jest/globals';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import { RemotingClient, type Invocation } from '../../../../lib/client/remoting/remoting-client.js';
import { aPool, type PoolRig } from '../../../fixtures/remoting-pool.js';
import { outcomeOf, rejectionOf, turn } from '../../../fixtures/remoting-turns.js';

const ADDRESS = '10.0.0.1:9876';

function aClient(): PoolRig & { readonly remoting: RemotingClient } {
  const rig = aPool();
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
