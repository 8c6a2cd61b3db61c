import { describe, expect, it } from '@jest/globals';
import {
  decodeConsumerGroups,
  decodeHeartbeatData,
  encodeHeartbeatData,
} from '../../../../lib/client/protocol/heartbeat-data.js';
import { rocketMQErrorOf } from '../../../fixtures/caught.js';

describe('encodeHeartbeatData', () => {
  it('writes what the Java client writes for producers', () => {
    const bytes = encodeHeartbeatData({ clientId: '10.0.0.9@1', producerGroups: ['PG', '中'] });

    expect(bytes.toString('utf8')).toBe(
      '{"clientID":"10.0.0.9@1","consumerDataSet":[],"heartbeatFingerprint":0,' +
        '"producerDataSet":[{"groupName":"PG"},{"groupName":"中"}],"withoutSub":false}',
    );
  });
});

describe('decodeHeartbeatData', () => {
  it('reads client id and producer groups', () => {
    const data = decodeHeartbeatData('{"clientID":"c","producerDataSet":[{"groupName":"A"},{"groupName":"B"}],"x":1}');

    expect(data).toEqual({ clientId: 'c', producerGroups: ['A', 'B'] });
  });

  it.each(['{"clientID":"c"}', '{"clientID":"c","producerDataSet":null}'])(
    'takes a missing list as empty: %s',
    (text) => {
      const data = decodeHeartbeatData(text);

      expect(data).toEqual({ clientId: 'c', producerGroups: [] });
    },
  );

  it.each([
    ['text that is no JSON', 'hello', "a server's JSON"],
    ['null', 'null', 'a heartbeat has no clientID'],
    ['a number', '5', 'a heartbeat has no clientID'],
    ['a missing client id', '{}', 'a heartbeat has no clientID'],
    ['a client id that is a number', '{"clientID":5}', 'a heartbeat has no clientID'],
    ['a client id in small letters', '{"clientId":"c"}', 'a heartbeat has no clientID'],
    [
      'a null producer',
      '{"clientID":"c","producerDataSet":[null]}',
      'a heartbeat has a producer or consumer without groupName',
    ],
    ['a producer without group', '{"clientID":"c","producerDataSet":[{}]}', 'a producer or consumer without groupName'],
  ])('refuses %s', (_what, text, message) => {
    const error = rocketMQErrorOf(() => decodeHeartbeatData(text));

    expect(error.code).toBe('RESPONSE_INVALID');
    expect(error.message).toContain(message);
  });
});

describe('decodeConsumerGroups', () => {
  it('reads the names of the consumer groups and nothing else', () => {
    const groups = decodeConsumerGroups(
      '{"clientID":"c","consumerDataSet":[{"groupName":"A","consumeType":"X"},{"groupName":"B"}]}',
    );

    expect(groups).toEqual(['A', 'B']);
  });

  it.each(['{"clientID":"c"}', '{"consumerDataSet":null}', 'null'])('finds none in %s', (text) => {
    const groups = decodeConsumerGroups(text);

    expect(groups).toEqual([]);
  });

  it('refuses a consumer without group', () => {
    const error = rocketMQErrorOf(() => decodeConsumerGroups('{"consumerDataSet":[{}]}'));

    expect(error.message).toBe('a heartbeat has a producer or consumer without groupName');
  });
});
