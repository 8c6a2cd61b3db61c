import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  type ClientEvent,
  logLine,
  tellEvent,
  warningLogger,
} from '../../../../lib/client/diagnostics/client-event.js';

const THREW: ClientEvent = { type: 'callback-threw', error: new TypeError('no') };
const FAILED: ClientEvent = { type: 'send-exception', topic: 'T', error: new Error('no route for T') };
const REFUSED = { type: 'oneway-rejected', address: 'a:1', count: 7 } as const;

const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
afterEach(() => {
  emitWarning.mockClear();
});

describe('logLine', () => {
  it.each<[ClientEvent, string | undefined]>([
    [FAILED, 'no route for T'],
    [THREW, 'a callback threw: TypeError: no'],
    [
      { type: 'send-status', topic: 'T', messageId: 'ID', status: 'SLAVE_NOT_AVAILABLE' },
      'message ID of topic T was stored with status SLAVE_NOT_AVAILABLE',
    ],
    [
      { ...REFUSED, responseCode: 2, responseName: 'SYSTEM_BUSY', remark: '[PC_SYNCHRONIZED]broker busy' },
      'a:1 refused 7 one-way sends with 2 (SYSTEM_BUSY): [PC_SYNCHRONIZED]broker busy',
    ],
    [
      { ...REFUSED, responseCode: 4711, responseName: undefined, remark: undefined },
      'a:1 refused 7 one-way sends with 4711 (a code unknown to this client): no remark',
    ],
    [{ type: 'heartbeat-failed', address: 'a:1', error: new Error('timeout') }, undefined],
  ])('of $type is: %s', (event, line) => {
    const text = logLine(event);

    expect(text).toBe(line);
  });
});

describe('warningLogger', () => {
  it('warns through the process, under a name of its own', () => {
    warningLogger.warn('a line');

    expect(emitWarning).toHaveBeenCalledWith('a line', { type: 'RocketMQWarning' });
  });
});

describe('tellEvent', () => {
  it('tells the listener, and the logger one line', () => {
    const events: ClientEvent[] = [];
    const lines: string[] = [];

    tellEvent(FAILED, { onEvent: (event) => events.push(event), logger: { warn: (line) => lines.push(line) } });

    expect([events, lines]).toEqual([[FAILED], ['no route for T']]);
  });

  it('needs no listener', () => {
    const lines: string[] = [];

    tellEvent(FAILED, { onEvent: undefined, logger: { warn: (line) => lines.push(line) } });

    expect(lines).toEqual(['no route for T']);
  });

  it('survives a listener that throws, and logs that it did', () => {
    const lines: string[] = [];

    tellEvent(FAILED, { onEvent: throwing, logger: { warn: (line) => lines.push(line) } });

    expect(lines).toEqual(['no route for T', 'onEvent threw: Error: out of order']);
  });

  it('survives a logger that throws: the listener still hears, and nothing is lost', () => {
    const events: ClientEvent[] = [];

    tellEvent(FAILED, { onEvent: (event) => events.push(event), logger: { warn: throwing } });

    expect(events).toEqual([FAILED]);
    expect(emitWarning).toHaveBeenCalledWith('no route for T', { type: 'RocketMQWarning' });
  });
});

function throwing(): never {
  throw new Error('out of order');
}
