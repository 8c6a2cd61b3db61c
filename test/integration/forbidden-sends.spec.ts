/**
 * A send that is forbidden, by whomever, in whatever mode: one typed error, nothing on the wire, nothing held against brokers.
 */
import { expect, it } from '@jest/globals';
import { ProducerService, type SendOutcome } from '../../lib/index.js';
import { FORBIDDING, FORBIDDING_OPTIONS, heldAgainstBrokers } from '../fixtures/forbidding-enhancers.js';
import { rejectionOf } from '../fixtures/running-client.js';
import { startApp, startCluster } from './nest-app.js';

type Send = (service: ProducerService, tags: string) => Promise<SendOutcome | void>;

const MODES: readonly (readonly [string, Send])[] = [
  ['SYNC', (service, tags) => service.send('t', 'x', { tags })],
  ['ONEWAY', (service, tags) => service.sendOneway('t', 'x', { tags })],
  [
    'ASYNC',
    (service, tags) =>
      new Promise((resolve, reject) => {
        service.sendAsync('t', 'x', { onSuccess: resolve, onException: reject }, { tags });
      }),
  ],
];

const EACH = FORBIDDING.flatMap((name) => MODES.map(([mode, send]) => [name, mode, send] as const));

it.each(EACH)(
  '[hooks.5] [hooks.16] [hooks.29] [hooks.32] %s forbids a send in mode %s: no frame, no fault',
  async (name, _mode, send) => {
    const cluster = await startCluster();
    const app = await startApp({
      nameServer: cluster.nameServer,
      rocketmq: { ...FORBIDDING_OPTIONS, producer: { group: 'shop', sendLatencyFaultEnable: true } },
    });
    const service = app.get(ProducerService);
    const { producer } = service.unwrap();
    await service.send('t', 'allowed');
    const before = { faults: heldAgainstBrokers(producer), frames: sendFrames(cluster.requests()) };

    const error = await rejectionOf(send(service, name));

    expect(error).toMatchObject({ code: 'SEND_FORBIDDEN', topic: 't', forbiddenBy: name, attempts: [] });
    expect({ faults: heldAgainstBrokers(producer), frames: sendFrames(cluster.requests()) }).toEqual(before);
    expect(before).toMatchObject({ faults: [{ brokerName: 'broker-a' }], frames: 1 });
    expect(cluster.messages('t')).toHaveLength(1);
  },
);

function sendFrames(requests: readonly { readonly name: string | undefined }[]): number {
  return requests.filter(({ name }) => name?.startsWith('SEND_')).length;
}
