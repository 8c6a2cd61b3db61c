import { describe, expect, it } from '@jest/globals';
import type { ClientEvent } from '../../../lib/client/diagnostics/client-event.js';
import { HeartbeatTask } from '../../../lib/client/heartbeat-task.js';
import { decodeHeartbeatData } from '../../../lib/client/protocol/heartbeat-data.js';
import { bodyText, type RemotingCommand } from '../../../lib/client/protocol/remoting-command.js';
import { RemotingClient } from '../../../lib/client/remoting/remoting-client.js';
import { BrokerAddressTable } from '../../../lib/client/routing/broker-address-table.js';
import { aPool, type PoolRig, RecordingConnectionWaiter } from '../../fixtures/remoting-pool.js';
import { aRoute, BROKER_A, BROKER_B, MASTER_A, MASTER_B } from '../../fixtures/remoting-routes.js';
import type { FakeSocket } from '../../fixtures/remoting-socket.js';
import { outcomeOf, turn } from '../../fixtures/remoting-turns.js';

const NAME_SERVER = '10.0.0.3:9876';
const VIP_A = '10.0.0.1:10909';

interface HeartbeatRig extends PoolRig {
  readonly task: HeartbeatTask;
  readonly events: ClientEvent[];
  /** Connects an address as the client does: the task hears of it. */
  readonly connect: (address: string) => FakeSocket;
}

function aTask(): HeartbeatRig {
  const rig = aPool();
  const brokers = new BrokerAddressTable({});
  brokers.update(aRoute([BROKER_A, BROKER_B]));
  const events: ClientEvent[] = [];
  const task = new HeartbeatTask({
    clientId: '10.0.0.9@7',
    remoting: new RemotingClient(rig.pool, rig.clock),
    brokers,
    clock: rig.clock,
    intervalMs: 30_000,
    timeoutMs: 3000,
    emit: (event) => events.push(event),
  });
  const connect = (address: string): FakeSocket => {
    if (!rig.dialer.isDialling(address)) rig.pool.connect(address, new RecordingConnectionWaiter());
    const socket = rig.dialer.accept(address);
    const connection = rig.connected.at(-1);
    if (connection !== undefined) task.beatOn(connection);
    return socket;
  };
  return { ...rig, task, events, connect };
}

const heartbeats = ({ frames }: FakeSocket): RemotingCommand[] => frames.filter(({ code }) => code === 34);
const groupsOf = (socket: FakeSocket): (readonly string[])[] =>
  heartbeats(socket).map((frame) => decodeHeartbeatData(bodyText(frame)).producerGroups);

describe('a heartbeat', () => {
  it('goes out at once on a new connection to a master, with client id and groups', () => {
    const { task, connect } = aTask();
    task.addGroup('orders');
    task.addGroup('refunds');

    const socket = connect(MASTER_A);

    expect(heartbeats(socket).map((frame) => decodeHeartbeatData(bodyText(frame)))).toEqual([
      { clientId: '10.0.0.9@7', producerGroups: ['orders', 'refunds'] },
    ]);
  });

  it('does not go to a name server', () => {
    const { task, connect } = aTask();
    task.addGroup('orders');

    const socket = connect(NAME_SERVER);

    expect(socket.frames).toEqual([]);
  });

  it('does not go out while there is no group', () => {
    const { connect } = aTask();

    const socket = connect(MASTER_A);

    expect(socket.frames).toEqual([]);
  });

  it('tells the masters that are connected of a new group at once', async () => {
    const { task, connect } = aTask();
    const socket = connect(MASTER_A);

    task.addGroup('orders');
    task.addGroup('refunds');
    await turn();

    expect(groupsOf(socket)).toEqual([['orders'], ['orders', 'refunds']]);
  });

  it('goes over the advertised port as soon as a VIP channel is connected, and never over that', async () => {
    const { dialer, task, connect } = aTask();
    task.addGroup('orders');

    const vip = connect(VIP_A);
    const dialled = dialer.isDialling(MASTER_A);
    const socket = connect(MASTER_A);
    await turn();

    expect([dialled, vip.frames.length, groupsOf(socket)]).toEqual([true, 0, [['orders']]]);
  });

  it('does not dial the advertised port again for a VIP channel beside it', () => {
    const { dialer, task, connect } = aTask();
    task.addGroup('orders');
    connect(MASTER_A);

    connect(VIP_A);

    expect(dialer.addresses).toEqual([MASTER_A, VIP_A]);
  });

  it('goes to every master each interval, and dials those that are not connected', async () => {
    const { clock, dialer, task, connect } = aTask();
    task.addGroup('orders');
    const first = connect(MASTER_A);
    first.answer(first.lastFrame);
    task.start();

    clock.advance(30_000);
    await turn();
    const second = connect(MASTER_B);

    expect([heartbeats(first).length, heartbeats(second).length]).toEqual([2, 1]);
    expect(dialer.addresses).toEqual([MASTER_A, MASTER_B]);
  });

  it('goes on each interval, whatever became of the last one, without keeping the process alive', async () => {
    const { clock, task, connect } = aTask();
    task.addGroup('orders');
    const socket = connect(MASTER_A);
    task.start();

    for (let round = 0; round < 3; round += 1) {
      clock.advance(30_000);
      await turn();
      clock.advance(3000);
      await turn();
    }

    expect(heartbeats(socket)).toHaveLength(4);
    expect([clock.waitingInBackground, clock.waiting]).toEqual([1, 0]);
  });

  it('is not sent twice at a time: the next interval begins when all have answered', async () => {
    const { clock, task, connect } = aTask();
    task.addGroup('orders');
    connect(MASTER_A);
    task.start();

    clock.advance(30_000);
    await turn();

    expect(clock.waitingInBackground).toBe(0);
  });

  it.each([
    ['answered with a code', 1, { code: 'BROKER_RESPONSE', responseCode: 1 }],
    ['not answered', undefined, { code: 'REQUEST_TIMEOUT' }],
  ])('that is %s becomes an event', async (_what, code, error) => {
    const { clock, task, events, connect } = aTask();
    task.addGroup('orders');
    const socket = connect(MASTER_A);

    if (code !== undefined) socket.answer(socket.lastFrame, { code });
    clock.advance(3000);
    await turn();

    expect(events).toMatchObject([{ type: 'heartbeat-failed', address: MASTER_A, error }]);
  });

  it('that could not be sent because the master cannot be dialled becomes an event', async () => {
    const { clock, dialer, task, events } = aTask();
    task.addGroup('orders');
    task.start();
    clock.advance(30_000);
    await turn();

    dialer.refuse(MASTER_A);
    await turn();

    expect(events).toMatchObject([{ type: 'heartbeat-failed', address: MASTER_A, error: { code: 'CONNECT_FAILED' } }]);
  });
});

describe('a connection that has fallen silent', () => {
  it.each([
    ['a master', MASTER_A, [['orders']]],
    ['a VIP channel, which must not become that of the group', VIP_A, [[]]],
    ['a name server', NAME_SERVER, []],
  ])('is asked for a sign of life if it is that of %s', async (_what, address, expected) => {
    const { task, connect, connected } = aTask();
    const socket = connect(address);
    task.addGroup('orders');
    await turn();
    const before = groupsOf(socket).length;

    for (const connection of connected) task.askForLife(connection);
    await turn();

    expect(groupsOf(socket).slice(before)).toEqual(expected);
  });
});

describe('taking a group back', () => {
  it('tells every master that is connected, and waits for them', async () => {
    const { task, connect } = aTask();
    task.addGroup('orders');
    const sockets = [connect(MASTER_A), connect(MASTER_B)];
    for (const socket of sockets) socket.answer(socket.lastFrame);
    await turn();

    const removing = outcomeOf(task.removeGroup('orders'));
    await turn();
    const before = removing.now.state;
    for (const socket of sockets) socket.answer(socket.lastFrame);
    await turn();

    expect(sockets.map(({ lastFrame }) => [lastFrame.code, lastFrame.extFields])).toEqual([
      [35, { producerGroup: 'orders', clientID: '10.0.0.9@7' }],
      [35, { producerGroup: 'orders', clientID: '10.0.0.9@7' }],
    ]);
    expect([before, removing.now.state]).toEqual(['pending', 'resolved']);
  });

  it('does not wait longer than its time, and is no failure then', async () => {
    const { clock, task, connect } = aTask();
    task.addGroup('orders');
    connect(MASTER_A);

    const removing = outcomeOf(task.removeGroup('orders'));
    clock.advance(3000);
    await turn();

    expect(removing.now.state).toBe('resolved');
  });

  it('dials nobody for it', async () => {
    const { dialer, task } = aTask();
    task.addGroup('orders');

    await task.removeGroup('orders');

    expect(dialer.dials).toEqual([]);
  });

  it('says nothing of a group that was never told', async () => {
    const { task, connect } = aTask();
    const socket = connect(MASTER_A);

    await task.removeGroup('orders');

    expect(socket.frames).toEqual([]);
  });

  it('leaves the other groups', async () => {
    const { task, connect } = aTask();
    task.addGroup('orders');
    task.addGroup('refunds');
    void task.removeGroup('orders');

    const socket = connect(MASTER_A);
    await turn();

    expect(groupsOf(socket)).toEqual([['refunds']]);
  });
});

describe('closing', () => {
  it('leaves no timer, and no event of what fails later', async () => {
    const { clock, task, events, connect } = aTask();
    task.addGroup('orders');
    const socket = connect(MASTER_A);
    socket.answer(socket.lastFrame);
    task.start();
    clock.advance(30_000);
    await turn();

    task.close();
    clock.advance(3000);
    await turn();

    expect([clock.waiting, clock.waitingInBackground]).toEqual([0, 0]);
    expect(events).toEqual([]);
  });
});
