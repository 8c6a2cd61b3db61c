/**
 * Runs what the README shows against an embedded cluster: snippets name the servers of a reader, here they get others.
 * Clusters and apps end after each test.
 */
import { afterEach, jest } from '@jest/globals';
import type { INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { type MessageExt, RocketMQModule } from 'nestjs-rocketmq';
import { EmbeddedCluster } from 'nestjs-rocketmq/embedded';

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** @param end - called after the test, the last one first */
export function afterwards(end: () => unknown): void {
  endings.push(end);
}

export async function startCluster(): Promise<EmbeddedCluster> {
  const cluster = await EmbeddedCluster.start();
  afterwards(() => cluster.stop());
  return cluster;
}

/**
 * Loads a snippet that calls `RocketMQModule.forRoot()`; each test file must do so before anything else imports it.
 *
 * @param nameServers - by name of the connection
 */
export async function loadOn<T>(nameServers: Readonly<Record<string, string>>, load: () => Promise<T>): Promise<T> {
  const forRoot = RocketMQModule.forRoot.bind(RocketMQModule);
  const replaced = jest.spyOn(RocketMQModule, 'forRoot').mockImplementation((options) => {
    const address = nameServers[options.name ?? 'default'];
    if (address === undefined) throw new Error(`the snippet has another connection: ${options.name}`);
    return forRoot({ ...options, nameServers: address });
  });
  try {
    return await load();
  } finally {
    replaced.mockRestore();
  }
}

/** An app of modules, and of providers that need one. */
export async function startApp(imports: readonly Type[], providers: readonly Type[] = []): Promise<INestApplication> {
  const module = await Test.createTestingModule({ imports: [...imports], providers: [...providers] }).compile();
  const app = module.createNestApplication({ logger: false });
  afterwards(() => app.close());
  return app.init();
}

export interface StoredMessage {
  readonly text: string;
  readonly tags: string | undefined;
  readonly keys: MessageExt['keys'];
  readonly properties: MessageExt['properties'];
}

/** What the brokers hold of a topic, once there are that many messages. */
export async function stored(cluster: EmbeddedCluster, topic: string, count: number): Promise<StoredMessage[]> {
  const messages = await cluster.waitFor(topic, count);
  return messages.map(({ body, tags, keys, properties }) => ({
    text: Buffer.from(body).toString(),
    tags,
    keys,
    properties,
  }));
}
