import { describe, expect, it } from '@jest/globals';
import type { ClientEvent } from '../../../lib/client/diagnostics/client-event.js';
import { OnewayRejections } from '../../../lib/client/oneway-rejections.js';
import { aCommand } from '../../fixtures/commands.js';
import { ManualClock } from '../../fixtures/remoting-clock.js';

const [A, B] = ['a:1', 'b:1'] as const;

interface RejectionsRig {
  readonly clock: ManualClock;
  readonly rejections: OnewayRejections;
  readonly events: ClientEvent[];
  /** Address and count of each event. */
  readonly told: () => string[];
}

function aReporter(): RejectionsRig {
  const clock = new ManualClock();
  const events: ClientEvent[] = [];
  const rejections = new OnewayRejections(clock, (event) => events.push(event));
  const told = (): string[] =>
    events.map((event) => (event.type === 'oneway-rejected' ? `${event.address} ${event.count}` : event.type));
  return { clock, rejections, events, told };
}

const BUSY = aCommand({ code: 2, flag: 1, remark: 'broker busy' });

describe('OnewayRejections', () => {
  it('tells of the first one at once, with everything that the broker said', () => {
    const { rejections, events } = aReporter();

    rejections.note(A, BUSY);

    expect(events).toEqual([
      {
        type: 'oneway-rejected',
        address: A,
        responseCode: 2,
        responseName: 'SYSTEM_BUSY',
        remark: 'broker busy',
        count: 1,
      },
    ]);
  });

  it('tells of those that follow once a second, with the last answer', () => {
    const { clock, rejections, events, told } = aReporter();
    for (let count = 0; count < 100; count += 1) rejections.note(A, BUSY);
    rejections.note(A, aCommand({ code: 1500, flag: 1 }));

    clock.advance(999);
    const early = told();
    clock.advance(1);

    expect(early).toEqual([`${A} 1`]);
    expect(told()).toEqual([`${A} 1`, `${A} 100`]);
    expect(events.at(-1)).toMatchObject({ responseCode: 1500, responseName: 'GO_AWAY' });
  });

  it('counts each broker by itself', () => {
    const { clock, rejections, told } = aReporter();
    for (const address of [A, B, A]) rejections.note(address, BUSY);

    clock.advance(1000);

    expect(told()).toEqual([`${A} 1`, `${B} 1`, `${A} 1`]);
  });

  it('forgets a broker that refused nothing for a second', () => {
    const { clock, rejections, told } = aReporter();
    rejections.note(A, BUSY);
    clock.advance(1000);
    const timers = clock.waitingInBackground;

    rejections.note(A, BUSY);

    expect([timers, told()]).toEqual([0, [`${A} 1`, `${A} 1`]]);
  });

  it('tells the rest when it closes, and leaves no timer', () => {
    const { clock, rejections, told } = aReporter();
    for (let count = 0; count < 3; count += 1) rejections.note(A, BUSY);
    rejections.note(B, BUSY);

    rejections.close();

    expect(told()).toEqual([`${A} 1`, `${B} 1`, `${A} 2`]);
    expect([clock.waiting, clock.waitingInBackground]).toEqual([0, 0]);
  });
});
