/**
 * Runs the matrix and what is beside it on embedded clusters, and prints what was stored and what callers got.
 * The argument is the major of Nest.
 */
import 'reflect-metadata';
import { type INestApplication, Module, type Type } from '@nestjs/common';
import { type ContextId, ContextIdFactory, NestFactory } from '@nestjs/core';
import { ProducerService, RocketMQModule } from 'nestjs-rocketmq';
import { EmbeddedCluster } from 'nestjs-rocketmq/embedded';
import { isObservable, lastValueFrom, toArray } from 'rxjs';
import { type Cell, existingCells, nameOf } from './matrix-cells.js';
import { creatorOf, EXTRAS } from './matrix-extras.js';
import { createHost, decoratorsOf, type Host } from './matrix-hosts.js';

/** Each cell is called once for each; the third call is another tenant's. */
const TENANTS = ['a', 'a', 'b'] as const;

export interface CellReport {
  readonly name: string;
  /** Payloads of all messages in the cell's topic, in order of arrival. */
  readonly stored: readonly unknown[];
  /** What the callers got: the result, all elements of a stream, or what the HTTP client reads. */
  readonly answers: readonly unknown[];
}

export interface MatrixReport {
  readonly cells: readonly CellReport[];
  readonly extras: readonly CellReport[];
  /** In all topics, the one that ends the run included. */
  readonly storedMessages: number;
  readonly twoApps: readonly (readonly unknown[])[];
  /** Cells whose other decorator has lost its metadata. */
  readonly withoutMetadata: readonly string[];
}

interface TenantRequest {
  readonly headers: Readonly<Record<string, string>>;
}

/** Durable instances live as long as their tenant. */
const tenantContexts = new Map<string, ContextId>();
ContextIdFactory.apply({
  attach(contextId: ContextId, { headers }: TenantRequest) {
    const tenant = headers['x-tenant'] ?? '';
    const known = tenantContexts.get(tenant) ?? ContextIdFactory.create();
    tenantContexts.set(tenant, known);
    return (info) => (info.isTreeDurable ? known : contextId);
  },
});

interface CellHost {
  readonly cell: Cell;
  readonly type: Type<Host>;
}

async function runMatrix(major: string): Promise<MatrixReport> {
  const cluster = await EmbeddedCluster.start();
  const hosts = existingCells().map((cell): CellHost => {
    return { cell, type: createHost(cell, { readsAsyncIterables: major !== '11' }) };
  });
  const typesOf = (host: Cell['host']) => hosts.filter(({ cell }) => cell.host === host).map(({ type }) => type);
  @Module({
    imports: [rocketmq(cluster)],
    controllers: [...typesOf('controller'), ...EXTRAS.flatMap(({ controllers = [] }) => controllers)],
    providers: [...typesOf('provider'), ...EXTRAS.flatMap(({ providers = [] }) => providers)],
  })
  class MatrixModule {}
  const app = await NestFactory.create(MatrixModule, { logger: ['error', 'warn'], forceCloseConnections: true });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();

  const cellAnswers: unknown[][] = [];
  for (const host of hosts) cellAnswers.push(await callCell(app, url, host));
  const extraAnswers: unknown[] = [];
  for (const extra of EXTRAS) extraAnswers.push(await extra.call(app, url));

  // Sends that nobody waits for: first all that is to come, then what would come behind it.
  await Promise.allSettled(hosts.map(({ cell }) => cluster.waitFor(nameOf(cell), messagesOf(cell))));
  await app.get(ProducerService).send('last', 'behind all others on their connection');
  await app.close();
  await cluster.stop();
  return {
    cells: hosts.map(({ cell }, index) => report(cluster, nameOf(cell), cellAnswers[index] ?? [])),
    extras: EXTRAS.map(({ name }, index) => report(cluster, name, [extraAnswers[index]])),
    storedMessages: cluster.stats().stored,
    twoApps: await runTwoApps(),
    withoutMetadata: hosts.filter(({ cell, type }) => !decoratorsOf(cell).isKept(type)).map(({ cell }) => nameOf(cell)),
  };
}

function rocketmq(cluster: EmbeddedCluster) {
  return RocketMQModule.forRoot({ nameServers: [cluster.nameServer], producer: { group: 'matrix' } });
}

async function callCell(app: INestApplication, url: string, { cell, type }: CellHost): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const tenant of TENANTS) {
    const headers = { 'x-tenant': tenant };
    if (cell.host === 'controller') {
      answers.push(await readAnswer(await fetch(`${url}/${nameOf(cell)}?tenant=${tenant}`, { headers })));
    } else {
      const host = await app.resolve(type, ContextIdFactory.getByRequest({ headers }));
      answers.push(await readResult(host.publish(tenant)));
    }
  }
  return answers;
}

async function readResult(result: unknown): Promise<unknown> {
  if (isObservable(result)) return lastValueFrom(result.pipe(toArray()));
  if (typeof result !== 'object' || result === null || !(Symbol.asyncIterator in result)) return result;
  const elements: unknown[] = [];
  for await (const element of result as AsyncIterable<unknown>) elements.push(element);
  return elements;
}

/** Nest 12 sends an AsyncIterable as a line of JSON for each element. */
async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text();
  if (response.headers.get('content-type')?.includes('ndjson') !== true) return JSON.parse(text);
  const lines = text.trim().split('\n');
  return lines.map((line): unknown => JSON.parse(line));
}

function messagesOf({ result }: Cell): number {
  return TENANTS.length * (result === 'promise' || result === 'plain' ? 1 : 3);
}

function payloadsIn(cluster: EmbeddedCluster, topic: string): unknown[] {
  return cluster.messages(topic).map(({ body }): unknown => JSON.parse(Buffer.from(body).toString()));
}

function report(cluster: EmbeddedCluster, name: string, answers: readonly unknown[]): CellReport {
  return { name, stored: payloadsIn(cluster, name), answers };
}

/** One class in two apps: what each app's cluster has stored. */
async function runTwoApps(): Promise<unknown[][]> {
  const clusters = [await EmbeddedCluster.start(), await EmbeddedCluster.start()];
  const Creator = creatorOf('two-apps');
  const apps = await Promise.all(
    clusters.map((cluster) => {
      @Module({ imports: [rocketmq(cluster)], providers: [Creator] })
      class AppModule {}
      return NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
    }),
  );
  await Promise.all(apps.map((app, index) => app.get(Creator).create(`app ${index}`)));
  await apps[0]?.close();
  await apps[1]?.get(Creator).create('app 1 alone');
  await apps[1]?.close();
  await Promise.all(clusters.map((cluster) => cluster.stop()));
  return clusters.map((cluster) => payloadsIn(cluster, 'two-apps'));
}

void runMatrix(process.argv[2] ?? '').then((matrix) => process.stdout.write(JSON.stringify(matrix)));
