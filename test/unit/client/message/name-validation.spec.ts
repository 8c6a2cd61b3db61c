import { describe, expect, it } from '@jest/globals';
import { checkNewTopic, checkTopic, groupProblem } from '../../../../lib/client/message/name-validation.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';

const LEGAL = '^[%|a-zA-Z0-9_-]+$';
const LEGAL_NAMES = ['T', 'topic-1_2', '%RETRY%group', 'INST|x', '0', 'TBW102'];

describe('checkTopic', () => {
  it.each([...LEGAL_NAMES, 'x'.repeat(127), 'SCHEDULE_TOPIC_XXXX_2'])('takes %s', (topic) => {
    const check = (): void => checkTopic(topic);

    expect(check).not.toThrow();
  });

  it.each([
    ['nothing', undefined, 'The specified topic is blank'],
    ['null', null, 'The specified topic is blank'],
    ['a number', 5, 'The specified topic is blank'],
    ['an empty name', '', 'The specified topic is blank'],
    ['a blank name', ' \t', 'The specified topic is blank'],
    ['128 characters', 'x'.repeat(128), 'The specified topic is longer than topic max length 127.'],
    ['a blank in the name', 'a b', `The specified topic[a b] contains illegal characters, allowing only ${LEGAL}`],
    ['a slash', 'a/b', `The specified topic[a/b] contains illegal characters, allowing only ${LEGAL}`],
    [
      'a letter beyond ASCII',
      'tópico',
      `The specified topic[tópico] contains illegal characters, allowing only ${LEGAL}`,
    ],
    ['a line break at the end', 'a\n', `The specified topic[a\n] contains illegal characters, allowing only ${LEGAL}`],
    ['SCHEDULE_TOPIC_XXXX', 'SCHEDULE_TOPIC_XXXX', 'Sending message to topic[SCHEDULE_TOPIC_XXXX] is forbidden.'],
    [
      'RMQ_SYS_TRANS_HALF_TOPIC',
      'RMQ_SYS_TRANS_HALF_TOPIC',
      'Sending message to topic[RMQ_SYS_TRANS_HALF_TOPIC] is forbidden.',
    ],
    [
      'RMQ_SYS_TRANS_OP_HALF_TOPIC',
      'RMQ_SYS_TRANS_OP_HALF_TOPIC',
      'Sending message to topic[RMQ_SYS_TRANS_OP_HALF_TOPIC] is forbidden.',
    ],
    [
      'TRANS_CHECK_MAX_TIME_TOPIC',
      'TRANS_CHECK_MAX_TIME_TOPIC',
      'Sending message to topic[TRANS_CHECK_MAX_TIME_TOPIC] is forbidden.',
    ],
    ['SELF_TEST_TOPIC', 'SELF_TEST_TOPIC', 'Sending message to topic[SELF_TEST_TOPIC] is forbidden.'],
    ['OFFSET_MOVED_EVENT', 'OFFSET_MOVED_EVENT', 'Sending message to topic[OFFSET_MOVED_EVENT] is forbidden.'],
  ])("[B1.2] [B1.3] [B1.4] [B1.5] [B1.11] refuses %s in Java's words", (_what, topic, message) => {
    const error = rocketMQErrorOf(() => checkTopic(topic));

    expect(error).toMatchObject({ code: 'INVALID_MESSAGE', field: 'topic', responseCode: -1, message });
  });
});

describe('groupProblem', () => {
  it.each([...LEGAL_NAMES, 'x'.repeat(255)])('has nothing against %s', (group) => {
    const problem = groupProblem(group, 'DEFAULT_PRODUCER');

    expect(problem).toBeUndefined();
  });

  it.each([
    ['nothing', undefined, 'the specified group is blank'],
    ['a number', 5, 'the specified group is blank'],
    ['a blank name', ' ', 'the specified group is blank'],
    ['256 characters', 'x'.repeat(256), 'the specified group is longer than group max length 255'],
    ['a dot', 'a.b', `the specified group[a.b] contains illegal characters, allowing only ${LEGAL}`],
    ['the reserved name', 'DEFAULT_PRODUCER', 'the group can not equal DEFAULT_PRODUCER, please specify another one'],
  ])('names what is wrong with %s', (_what, group, expected) => {
    const problem = groupProblem(group, 'DEFAULT_PRODUCER');

    expect(problem).toBe(expected);
  });
});

describe('checkNewTopic', () => {
  it.each(LEGAL_NAMES.filter((name) => name !== 'TBW102'))('takes %s', (topic) => {
    expect(() => checkNewTopic(topic)).not.toThrow();
  });

  it.each([
    ['TBW102', 'The topic[TBW102] is conflict with system topic.'],
    ['SCHEDULE_TOPIC_XXXX', 'The topic[SCHEDULE_TOPIC_XXXX] is conflict with system topic.'],
    ['rmq_sys_wheel_timer', 'The topic[rmq_sys_wheel_timer] is conflict with system topic.'],
    ['', 'The specified topic is blank'],
    [undefined, 'The specified topic is blank'],
  ])('[B1.12] refuses %p', (topic, text) => {
    expect(rocketMQErrorOf(() => checkNewTopic(topic))).toMatchObject({ code: 'INVALID_MESSAGE', message: text });
  });
});
