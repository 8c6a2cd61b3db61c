/**
 * A Nest app on an embedded cluster; both end after each test.
 */
import { afterEach } from '@jest/globals';
import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { RocketMQModule, type RocketMQModuleOptions } from '../../lib/index.js';

const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

export async function startCluster(options?: Parameters<typeof EmbeddedCluster.start>[0]): Promise<EmbeddedCluster> {
  const cluster = await EmbeddedCluster.start(options);
  endings.push(() => cluster.stop());
  return cluster;
}

export interface NestAppOptions extends ModuleMetadata {
  readonly nameServer: string;
  readonly rocketmq?: Partial<RocketMQModuleOptions>;
}

/** Not initialized yet. */
export async function createApp({ nameServer, rocketmq, ...metadata }: NestAppOptions): Promise<INestApplication> {
  const options = { nameServers: [nameServer], producer: { group: 'shop' }, ...rocketmq };
  const module = await Test.createTestingModule({
    ...metadata,
    imports: [RocketMQModule.forRoot(options), ...(metadata.imports ?? [])],
  }).compile();
  const app = module.createNestApplication({ logger: false });
  endings.push(() => app.close());
  return app;
}

export async function startApp(options: NestAppOptions): Promise<INestApplication> {
  const app = await createApp(options);
  return app.init();
}
