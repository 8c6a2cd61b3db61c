import { describe, expect, it } from '@jest/globals';
import { bodyText, COMMAND_FLAG, isOneway, isResponse } from '../../../../lib/client/protocol/remoting-command.js';
import { aCommand } from '../../../fixtures/commands.js';

describe('the flag of a command', () => {
  it.each([
    [COMMAND_FLAG.REQUEST, { response: false, oneway: false }],
    [COMMAND_FLAG.RESPONSE, { response: true, oneway: false }],
    [COMMAND_FLAG.ONEWAY_REQUEST, { response: false, oneway: true }],
    [3, { response: true, oneway: true }],
    [4, { response: false, oneway: false }],
  ])('%d says whether it is a response and whether one is wanted', (flag, expected) => {
    const command = aCommand({ flag });

    const facts = { response: isResponse(command), oneway: isOneway(command) };

    expect(facts).toEqual(expected);
  });
});

describe('bodyText', () => {
  it('reads UTF-8 out of a view into larger memory', () => {
    const outer = Buffer.from('xx中文xx', 'utf8');

    const text = bodyText(aCommand({ body: new Uint8Array(outer.buffer, outer.byteOffset + 2, 6) }));

    expect(text).toBe('中文');
  });

  it('is empty without a body', () => {
    const text = bodyText(aCommand());

    expect(text).toBe('');
  });
});
