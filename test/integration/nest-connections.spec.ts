/**
 * One app on two clusters: each connection reaches its own, and the preflight asks each for its own topics.
 */
import { describe, expect, it } from '@jest/globals';
import { Injectable, type Type } from '@nestjs/common';
import { InjectProducer, ProducerService, RocketMQModule, SendSync } from '../../lib/index.js';
import { createApp, startApp, startCluster } from './nest-app.js';

@Injectable()
class Orders {
  constructor(@InjectProducer('audit') readonly audit: ProducerService) {}

  @SendSync('orders')
  @SendSync('audit-log', { connection: 'audit' })
  create(id: string): Promise<string> {
    return Promise.resolve(id);
  }
}

const auditConnection = (nameServer: string) =>
  RocketMQModule.forRoot({
    name: 'audit',
    nameServers: [nameServer],
    producer: { group: 'audit' },
    preflight: 'fail',
  });

async function twoClusters() {
  const main = await startCluster();
  const audit = await startCluster({ autoCreateTopics: false });
  const metadata = { imports: [auditConnection(audit.nameServer)], providers: [Orders as Type] };
  return { main, audit, options: { nameServer: main.nameServer, ...metadata } };
}

describe('an app with two connections', () => {
  it('stores each message on the cluster of its connection', async () => {
    const { main, audit, options } = await twoClusters();
    audit.createTopic('audit-log');
    audit.createTopic('checks');
    const app = await startApp(options);

    await app.get(Orders).create('1');
    await app.get(Orders).audit.send('checks', 'ok');

    const textsOf = (cluster: typeof main, topic: string) =>
      cluster.messages(topic).map(({ body }) => Buffer.from(body).toString());
    expect([textsOf(main, 'orders'), textsOf(audit, 'audit-log'), textsOf(audit, 'checks')]).toEqual([
      ['1'],
      ['1'],
      ['ok'],
    ]);
    expect([textsOf(main, 'audit-log'), textsOf(audit, 'orders')]).toEqual([[], []]);
  });

  it('does not boot without the topics of a connection with preflight', async () => {
    const { options } = await twoClusters();
    const app = await createApp(options);

    await expect(app.init()).rejects.toThrow(/preflight of topics.*topic audit-log of Orders\.create: /s);
  });
});
