import { describe, expect, it } from '@jest/globals';
import { namespaceOfEndpoint, withoutNamespace, wrapNamespace } from '../../../../lib/client/message/namespace.js';

/** As users know a name, and as brokers do in the namespace INST. */
const NAMES = [
  ['orders', 'INST%orders'],
  ['%RETRY%group', '%RETRY%INST%group'],
  ['%DLQ%group', '%DLQ%INST%group'],
  ['OTHER%orders', 'INST%OTHER%orders'],
  ['INSTorders', 'INST%INSTorders'],
  ['TBW102', 'TBW102'],
  ['SCHEDULE_TOPIC_XXXX', 'SCHEDULE_TOPIC_XXXX'],
  ['RMQ_SYS_TRACE_TOPIC', 'RMQ_SYS_TRACE_TOPIC'],
  ['BenchmarkTest', 'BenchmarkTest'],
  ['rmq_sys_anything', 'rmq_sys_anything'],
  ['CID_RMQ_SYS_TRANS', 'CID_RMQ_SYS_TRANS'],
] as const;

describe('a namespace', () => {
  it.each(NAMES)('wraps %s to %s and back, and nothing twice', (name, wrapped) => {
    expect(wrapNamespace('INST', name)).toBe(wrapped);
    expect(wrapNamespace('INST', wrapped)).toBe(wrapped);
    expect(withoutNamespace('INST', wrapped)).toBe(name);
  });

  it('that is not set leaves every name as it is', () => {
    const names = NAMES.flat();

    expect(names.map((name) => wrapNamespace(undefined, name))).toEqual(names);
    expect(names.map((name) => withoutNamespace(undefined, name))).toEqual(names);
  });

  it('leaves names of other namespaces wrapped', () => {
    expect(withoutNamespace('INST', 'OTHER%orders')).toBe('OTHER%orders');
  });

  it.each([
    ['MQ_INST_123_abc.example.org:80', 'MQ_INST_123_abc'],
    ['http://MQ_INST_123_abc.example.org:80', 'MQ_INST_123_abc'],
    ['MQ_INST_123.example.org:80', undefined],
    ['my-MQ_INST_1_2.example.org:80', undefined],
    ['MQ_INST_1_2:9876', undefined],
    ['127.0.0.1:9876', undefined],
    ['', undefined],
  ])('of the endpoint %j is %j', (address, namespace) => {
    expect(namespaceOfEndpoint(address)).toBe(namespace);
  });
});
