import { describe, expect, it } from '@jest/globals';
import { describeTopic, plainTopic, TopicTable } from '../../../lib/embedded/topic-table.js';

describe('TopicTable', () => {
  it('creates a topic from its template with as many queues as asked for, if the template has them', () => {
    const topics = new TopicTable(8);

    expect(topics.getOrInherit('A', 'TBW102', 4)).toEqual(plainTopic('A', 4, 6));
    expect(topics.getOrInherit('B', 'TBW102', 99)).toEqual(plainTopic('B', 8, 6));
    expect(topics.getOrInherit('A', 'TBW102', 7)).toEqual(plainTopic('A', 4, 6));
  });

  it('creates nothing without a template, or from a topic that is none', () => {
    const topics = new TopicTable(undefined);
    topics.set(plainTopic('Plain', 4, 6));

    expect(topics.getOrInherit('A', 'TBW102', 4)).toBeUndefined();
    expect(topics.getOrInherit('A', 'Plain', 4)).toBeUndefined();
  });

  it('creates a retry topic with one queue, template or not', () => {
    const topics = new TopicTable(undefined);

    expect(topics.getOrInherit('%RETRY%G', 'NoSuch', 4)).toEqual(plainTopic('%RETRY%G', 1, 6));
  });

  it('keeps a retry topic that is there', () => {
    const topics = new TopicTable(undefined);
    topics.set(plainTopic('%RETRY%G', 3, 6));

    topics.ensureRetryTopic('G');

    expect(topics.get('%RETRY%G')?.readQueueNums).toBe(3);
  });
});

describe('describeTopic', () => {
  it.each([
    [6, 'RW-'],
    [7, 'RWX'],
    [4, 'R--'],
    [2, '-W-'],
  ])('writes perm %i as %s', (perm, letters) => {
    expect(describeTopic(plainTopic('T', 4, perm))).toContain(`perm=${letters}, `);
  });
});
