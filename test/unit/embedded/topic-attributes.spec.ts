import { describe, expect, it } from '@jest/globals';
import { alterAttributes } from '../../../lib/embedded/topic-attributes.js';

describe('alterAttributes()', () => {
  it('sets attributes of a new topic', () => {
    const attributes = alterAttributes(undefined, '+message.type=FIFO,+reserve.time=-1');

    expect([...attributes]).toEqual([
      ['message.type', 'FIFO'],
      ['reserve.time', '-1'],
    ]);
  });

  it('changes and removes those of a topic that exists, and leaves the old ones alone', () => {
    const current = new Map([
      ['message.type', 'FIFO'],
      ['reserve.time', '5'],
    ]);

    const altered = alterAttributes(current, '+message.type=DELAY,-reserve.time');

    expect([...altered]).toEqual([['message.type', 'DELAY']]);
    expect(current.get('message.type')).toBe('FIFO');
    expect(alterAttributes(current, '')).toEqual(current);
  });

  it.each([
    [undefined, '+a=b', 'unsupported key: a'],
    [undefined, '+message.type=QUICK', 'value is not in set: [UNSPECIFIED, NORMAL, FIFO, DELAY, TRANSACTION, MIXED]'],
    [undefined, '+reserve.time=soon', 'For input string: "soon"'],
    [undefined, '-message.type', 'only add attribute is supported while creating topic. key: message.type'],
    [undefined, 'message.type=FIFO', 'add/alter attribute format is wrong: message.type'],
    [undefined, 'message.type', 'delete attribute format is wrong: message.type'],
    [undefined, '+message.type=FIFO,-message.type', 'alter duplication key. key: message.type'],
    [new Map(), '-message.type', 'attempt to delete a nonexistent key: message.type'],
    [new Map(), '+queue.type=BatchCQ', 'attempt to update an unchangeable attribute. key: queue.type'],
  ])('on %p refuses %s', (current, modification, text) => {
    expect(() => alterAttributes(current, modification)).toThrow(text);
  });
});
