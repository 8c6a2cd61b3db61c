import { describe, expect, it } from '@jest/globals';
import { warningLogger } from '../../../lib/client/diagnostics/client-event.js';
import type { InvalidOptionsError } from '../../../lib/client/errors/input-errors.js';
import { resolveClientOptions } from '../../../lib/client/rocketmq-client-options.js';
import { thrownBy } from '../../fixtures/caught.js';

const resolve = (options: object): ReturnType<typeof resolveClientOptions> =>
  resolveClientOptions({ nameServers: 'a:1', ...options });
const problemsOf = (options: object): readonly string[] =>
  (thrownBy(() => resolve(options)) as InvalidOptionsError).problems;

describe('resolveClientOptions', () => {
  it("[E11.2] [E7.1] [E6.1] has Java's defaults", () => {
    const resolved = resolve({});

    expect(resolved).toEqual({
      nameServers: ['a:1'],
      instanceName: undefined,
      clientIP: undefined,
      unitName: undefined,
      namespace: undefined,
      namespaceV2: undefined,
      headerFormat: 'ROCKETMQ',
      language: 'OTHER',
      brokerAddressMap: {},
      tls: false,
      connectTimeoutMs: 3000,
      apiTimeoutMs: 3000,
      pollNameServerIntervalMs: 30_000,
      heartbeatBrokerIntervalMs: 30_000,
      connectionIdleTimeoutMs: 120_000,
      maxInFlightRequests: 65_535,
      maxInFlightOneways: 65_535,
      reconnectOnGoAway: true,
      closeConnectionOnTimeout: false,
      maxFrameBytes: 16_777_216,
      defaultTopicQueueNums: 4,
      rpcHooks: [],
      checkForbiddenHooks: [],
      sendMessageHooks: [],
      diagnostics: {},
      onEvent: undefined,
      logger: warningLogger,
    });
  });

  it.each([
    ['a list', ['a:1', 'b:2'], ['a:1', 'b:2']],
    ['one text', 'a:1;b:2', ['a:1', 'b:2']],
    ['texts in a list', ['a:1;b:2', 'c:3'], ['a:1', 'b:2', 'c:3']],
    ['blanks and empty parts', ' a:1 ;; b:2;', ['a:1', 'b:2']],
    ['the same server twice', 'a:1;a:1', ['a:1']],
    ['IPv6', '[::1]:9876', ['[::1]:9876']],
  ])('[E3.1] takes name servers as %s', (_what, nameServers, expected) => {
    const resolved = resolve({ nameServers });

    expect(resolved.nameServers).toEqual(expected);
  });

  it.each(['', ' ; ', []])('[B2.6] refuses %p as name servers', (nameServers) => {
    const problems = problemsOf({ nameServers });

    expect(problems).toEqual(["nameServers is empty, it must name at least one server, e.g. ['127.0.0.1:9876']"]);
  });

  it.each([undefined, null, 7, ['a:1', {}]])('refuses %p as name servers, and does not crash', (nameServers) => {
    const problems = problemsOf({ nameServers });

    expect(problems).toHaveLength(1);
  });

  it.each([
    ['a name server that is an endpoint of an instance', {}, 'MQ_INST_123_abc'],
    ['what is given, whatever the name server says', { namespace: 'INST' }, 'INST'],
  ])('takes the namespace from %s', (_what, options, namespace) => {
    const resolved = resolve({ nameServers: 'MQ_INST_123_abc.example.org:80', ...options });

    expect(resolved.namespace).toBe(namespace);
  });

  it.each([
    { unitName: '' },
    { unitName: 'a@b' },
    { unitName: 7 },
    { namespace: '' },
    { namespace: 'a%b' },
    { namespace: 'a b' },
    { namespaceV2: '' },
    { namespaceV2: ' ' },
  ])('refuses %j', (options) => {
    const problems = problemsOf(options);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      `${Object.keys(options)[0]} is ${JSON.stringify(Object.values(options)[0])}, it must`,
    );
  });

  it('refuses options that there are not, and takes those of undefined as left out', () => {
    expect(problemsOf({ nameserver: 'a:1', startUp: 'eager', language: undefined })).toEqual([
      'there is no option nameserver',
      'there is no option startUp',
    ]);
    expect(() => resolve({ nameserver: undefined })).not.toThrow();
  });

  it('lists every problem at once', () => {
    const problems = problemsOf({
      nameServers: ['a:1', 'localhost', 'http://b:9876'],
      brokerAddressMap: { '10.0.0.1:10911': 'localhost', '10.0.0.2': 'localhost:10911' },
      headerFormat: 'XML',
      language: 'TYPESCRIPT',
      connectTimeoutMs: 0,
      apiTimeoutMs: Number.NaN,
      pollNameServerIntervalMs: 9,
      heartbeatBrokerIntervalMs: Infinity,
      connectionIdleTimeoutMs: 2 ** 31,
      maxInFlightRequests: 0,
      maxInFlightOneways: 1.5,
      reconnectOnGoAway: 'yes',
      closeConnectionOnTimeout: 1,
      maxFrameBytes: 1023,
      defaultTopicQueueNums: '4',
    });

    expect(problems).toEqual([
      'nameServers has "localhost", which is not host:port; several go into a list, or into one text with ; between them',
      'nameServers has "http://b:9876", which is not host:port; several go into a list, or into one text with ; between them',
      'brokerAddressMap maps "10.0.0.1:10911" to "localhost", which is no address',
      'brokerAddressMap maps "10.0.0.2" to "localhost:10911", which is no address',
      'headerFormat is XML, it must be JSON or ROCKETMQ',
      expect.stringMatching(/^language is TYPESCRIPT, it must be one of .*OTHER/),
      'reconnectOnGoAway is yes, it must be true or false',
      'closeConnectionOnTimeout is 1, it must be true or false',
      'connectTimeoutMs is 0, it must be a number from 1 to 2147483647',
      'apiTimeoutMs is NaN, it must be a number from 1 to 2147483647',
      'pollNameServerIntervalMs is 9, it must be a number from 10 to 2147483647',
      'heartbeatBrokerIntervalMs is Infinity, it must be a number from 10 to 2147483647',
      'connectionIdleTimeoutMs is 2147483648, it must be a number from 10 to 2147483647',
      'maxInFlightRequests is 0, it must be a whole number from 1 to 2147483647',
      'maxInFlightOneways is 1.5, it must be a whole number from 1 to 2147483647',
      'maxFrameBytes is 1023, it must be a whole number from 1024 to 2147483647',
      'defaultTopicQueueNums is 4, it must be a whole number from 1 to 65536',
    ]);
  });

  it.each([null, 'true', { rejectUnauthorised: false }])('refuses %p as tls, it is never plain text', (tls) => {
    const problems = problemsOf({ tls });

    expect(problems).toEqual([expect.stringMatching(/^tls/)]);
  });

  it.each([
    { '10.0.0.1:10911': 'localhost:20911' },
    { '10.0.0.1': 'localhost' },
    { '10.0.0.1': '[::1]' },
    { '[fd00::2]:10911': '[::1]:10911' },
  ])('takes the broker address map %p', (brokerAddressMap) => {
    const resolved = resolve({ brokerAddressMap });

    expect(resolved.brokerAddressMap).toEqual(brokerAddressMap);
  });
});
