/**
 * Who waits for which answer; all else about requests is in connection.spec.ts.
 */
import { describe, expect, it } from '@jest/globals';
import type { ByteWriter } from '../../../../lib/client/protocol/byte-writer.js';
import { thrownBy } from '../../../fixtures/caught.js';
import { aConnection, aRequest, type ConnectionRig, RecordingWaiter } from '../../../fixtures/remoting-connection.js';
import { turn } from '../../../fixtures/remoting-turns.js';

/** Sends requests, and returns their ids with those who wait. */
async function requests(
  { connection, socket }: ConnectionRig,
  waiters: readonly RecordingWaiter[],
): Promise<readonly number[]> {
  for (const waiter of waiters) connection.request(aRequest(), waiter);
  await turn();
  const opaques = socket.frames.map(({ opaque }) => opaque);
  socket.writes.length = 0;
  return opaques;
}

const waitersOf = (count: number): RecordingWaiter[] => Array.from({ length: count }, () => new RecordingWaiter());

describe('requests that wait for answers', () => {
  it('each get their own, however many they are and in whatever order answers come', async () => {
    const rig = aConnection();
    const waiters = waitersOf(1000);
    const opaques = await requests(rig, waiters);

    for (const [index, opaque] of [...opaques.entries()].toReversed()) {
      rig.socket.answer({ opaque }, { remark: `${index}` });
    }

    expect(new Set(opaques).size).toBe(1000);
    expect(waiters.map(({ responses }) => responses.map(({ remark }) => remark))).toEqual(
      waiters.map((_, index) => [`${index}`]),
    );
    expect(rig.connection.inFlight).toBe(0);
  });

  it('keep their places while thousands of others come and go', async () => {
    const rig = aConnection();
    const patient = waitersOf(3);
    const patientOpaques = await requests(rig, patient);
    const seen = new Set(patientOpaques);
    for (let round = 0; round < 100; round++) {
      const waiters = waitersOf(40);
      const opaques = await requests(rig, waiters);
      for (const opaque of opaques) rig.socket.answer({ opaque });
      expect(waiters.every(({ calls }) => calls === 1)).toBe(true);
      for (const opaque of opaques) seen.add(opaque);
    }

    for (const opaque of patientOpaques) rig.socket.answer({ opaque });

    expect(seen.size).toBe(4003);
    expect(patient.map(({ responses }) => responses.length)).toEqual([1, 1, 1]);
  });

  it('[E5.4] are answered once: a second answer, and one to a place that another has by now, is a late one', async () => {
    const rig = aConnection();
    const [first] = waitersOf(1) as [RecordingWaiter];
    const [opaque] = (await requests(rig, [first])) as [number];
    rig.socket.answer({ opaque });

    rig.socket.answer({ opaque });
    const others = waitersOf(200);
    await requests(rig, others);
    rig.socket.answer({ opaque });

    expect(first.calls).toBe(1);
    expect(others.every(({ calls }) => calls === 0)).toBe(true);
    expect(rig.connection.lateAnswers).toBe(2);
  });

  it('[E5.2] fail when their deadline has passed, the deadline itself included', async () => {
    const rig = aConnection();
    const deadlines = [100, 200, 300, 250].map((ms) => rig.clock.now() + ms);
    const waiters = deadlines.map((deadlineAt) => new RecordingWaiter(deadlineAt));
    await requests(rig, waiters);

    rig.clock.advance(200);

    expect(waiters.map(({ failures }) => failures.length)).toEqual([1, 1, 0, 0]);
    expect(rig.connection.inFlight).toBe(2);
  });

  it('fail with the connection in the order in which they were sent, the oldest first', async () => {
    const rig = aConnection();
    const order: number[] = [];
    const [old] = waitersOf(1) as [RecordingWaiter];
    old.onSettled = () => order.push(-1);
    await requests(rig, [old]);
    for (let round = 0; round < 5; round++) {
      for (const opaque of await requests(rig, waitersOf(20))) rig.socket.answer({ opaque });
    }
    const waiters = waitersOf(30);
    for (const [index, waiter] of waiters.entries()) waiter.onSettled = () => order.push(index);
    await requests(rig, waiters);

    rig.socket.emit('close');

    expect(order).toEqual([-1, ...waiters.keys()]);
  });
});

describe('a request whose template throws', () => {
  it('leaves no bytes, no permit and no waiter behind, and the caller hears of it', async () => {
    const rig = aConnection();
    const template = {
      write(writer: ByteWriter): boolean {
        writer.writeAscii('half a fr');
        throw new Error('the message is gone');
      },
    };
    const waiter = new RecordingWaiter();

    const error = thrownBy(() => rig.connection.request(aRequest({ template }), waiter));
    await requests(rig, waitersOf(2));

    expect(error).toMatchObject({ message: 'the message is gone' });
    expect([waiter.calls, rig.connection.inFlight]).toEqual([0, 2]);
  });
});
