/**
 * Starts and ends apps of every kind that this Nest has without further packages, and prints what came of it by name.
 */
import 'reflect-metadata';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { type INestApplication, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type DrainReport, ProducerService } from 'nestjs-rocketmq';
import { EmbeddedCluster } from 'nestjs-rocketmq/embedded';
import { Gate, lifecycleModule, Neighbour, Plan, Publisher } from './lifecycle-app.js';
import { type ChildrenReport, runChildren } from './lifecycle-children.js';

/** How an app ended. */
export interface EndReport {
  /** Of `close()`, each call; `closed` or the message of its error. */
  readonly closes: readonly string[];
  readonly hooks: readonly string[];
  /** Ids of all messages of a topic, in order of arrival. */
  readonly decorated: readonly string[];
  readonly imperative: readonly string[];
  readonly detached: readonly string[];
  /** One imperative and one decorated send after the end: `stored`, or the code of the error. */
  readonly later: readonly unknown[];
  readonly drained: readonly Pick<DrainReport, 'failed' | 'aborted'>[];
  /** At the embedded cluster after the end. */
  readonly connections: number;
}

export interface LifecycleReport {
  readonly http: EndReport & { readonly answers: readonly unknown[]; readonly busyAnswers: readonly string[] };
  readonly closedTwiceAtOnce: EndReport & { readonly answers: readonly unknown[] };
  readonly closedAgainDuringLastHook: EndReport;
  readonly standalone: EndReport;
  readonly eagerOnDeadNameServer: EndReport & { readonly bootError: string };
  readonly neighbourCannotStart: EndReport & { readonly bootError: string };
  readonly neighbourCannotStop: EndReport;
  readonly children: ChildrenReport;
}

/** How many shutdowns Nest makes of two that begin at the same time. The argument is the major of Nest. */
const SHUTDOWNS_OF_TWO = process.argv[2] === '11' ? 2 : 1;

/** Time in which a shutdown that does not wait would come to its end. */
function soon(callback: () => void): void {
  setTimeout(callback, 50);
}

const SILENT = { logger: false, abortOnError: false } as const;

class Run {
  readonly plan = new Plan();
  private readonly closes: Promise<string>[] = [];

  constructor(readonly cluster: EmbeddedCluster) {}

  static async start(): Promise<Run> {
    return new Run(await EmbeddedCluster.start());
  }

  async listen(): Promise<INestApplication> {
    const app = await NestFactory.create(lifecycleModule(this.cluster.nameServer, this.plan), SILENT);
    return app.listen(0, '127.0.0.1').then(() => app);
  }

  close(app: INestApplicationContext): Promise<string> {
    const closing = app.close().then(() => 'closed', messageOf);
    this.closes.push(closing);
    return closing;
  }

  /** To be called when the app is closed. */
  async report(app: INestApplicationContext): Promise<EndReport> {
    const later = [
      await app
        .get(ProducerService)
        .send('imperative', { id: 'too late' }, { timeoutMs: 500 })
        .then(() => 'stored', codeOf),
      await app
        .get(Publisher)
        .create('too late')
        .then(() => 'stored', codeOf),
    ];
    const connections = this.cluster.connections();
    await app.get(ProducerService).unwrap().client.close();
    await this.cluster.stop();
    return {
      closes: await Promise.all(this.closes),
      hooks: this.plan.hooks,
      decorated: idsIn(this.cluster, 'decorated'),
      imperative: idsIn(this.cluster, 'imperative'),
      detached: idsIn(this.cluster, 'detached'),
      later,
      drained: this.plan.reports.map(({ failed, aborted }) => ({ failed, aborted })),
      connections,
    };
  }
}

/** A request and a detached send under way, and a client that asks on and on; the servers close before the two publish. */
async function http() {
  const run = await Run.start();
  const { plan } = run;
  const app = await run.listen();
  const url = await app.getUrl();
  const busy = new BusyClient(`${url}/busy`);
  const answering = postSlow(url);
  void app.get(Neighbour).publishDetached('detached');
  await Promise.all([plan.requestEntered.opened, busy.begun.opened]);
  plan.onServersClose = () => setImmediate(plan.requestMayEnd.open);
  plan.onLastHook = () => soon(plan.detachedMayEnd.open);

  await run.close(app);
  plan.hasWorkInHooks = false;
  await run.close(app);

  const answers = [await answering];
  await busy.ended;
  return { ...(await run.report(app)), answers, busyAnswers: [...new Set(busy.answers)] };
}

async function closedTwiceAtOnce() {
  const run = await Run.start();
  const { plan } = run;
  const app = await run.listen();
  const answering = postSlow(await app.getUrl());
  await plan.requestEntered.opened;
  let shutdowns = 0;
  plan.onServersClose = () => {
    shutdowns += 1;
    if (shutdowns === SHUTDOWNS_OF_TWO) soon(plan.requestMayEnd.open);
  };

  await Promise.all([run.close(app), run.close(app)]);

  const answers = [await answering];
  return { ...inAnyOrder(await run.report(app)), answers };
}

/** Of hooks that run beside each other. */
function inAnyOrder(report: EndReport): EndReport {
  const { hooks, decorated, imperative } = report;
  return { ...report, hooks: hooks.toSorted(), decorated: decorated.toSorted(), imperative: imperative.toSorted() };
}

/** What the hook publishes at its end is not refused because a second shutdown, as Nest 11 begins it, is through already. */
async function closedAgainDuringLastHook(): Promise<EndReport> {
  const run = await Run.start();
  const { plan } = run;
  const app = await run.listen();
  plan.flushes = true;

  const closing = run.close(app);
  await plan.flushBegun.opened;
  if (SHUTDOWNS_OF_TWO === 1) soon(plan.flushMayEnd.open);
  plan.onServersClose = () => soon(plan.flushMayEnd.open);
  const closingAgain = run.close(app);
  await Promise.all([closing, closingAgain]);

  return run.report(app);
}

async function standalone(): Promise<EndReport> {
  const run = await Run.start();
  const app = await NestFactory.createApplicationContext(lifecycleModule(run.cluster.nameServer, run.plan), SILENT);
  void app.get(Neighbour).publishDetached('detached');
  run.plan.onLastHook = () => soon(run.plan.detachedMayEnd.open);

  await run.close(app);

  return run.report(app);
}

async function eagerOnDeadNameServer() {
  const run = await Run.start();
  const app = await NestFactory.create(lifecycleModule(await deadAddress(), run.plan, 'eager'), SILENT);
  const bootError = await app.init().then(String, codeOf);
  run.plan.hasWorkInHooks = false;

  await run.close(app);

  return { ...(await run.report(app)), bootError: String(bootError) };
}

/** The neighbour is asked after `RocketMQModule`, which has started by then. */
async function neighbourCannotStart() {
  const run = await Run.start();
  const app = await NestFactory.create(lifecycleModule(run.cluster.nameServer, run.plan), SILENT);
  run.plan.throwsIn = 'onModuleInit';
  const bootError = await app.init().then(String, messageOf);

  await run.close(app);

  return { ...(await run.report(app)), bootError };
}

async function neighbourCannotStop(): Promise<EndReport> {
  const run = await Run.start();
  const app = await run.listen();
  run.plan.throwsIn = 'onApplicationShutdown';

  await run.close(app);

  return run.report(app);
}

/** Asks over one connection that it keeps, again as soon as there is an answer, until there is none. */
class BusyClient {
  readonly answers: string[] = [];
  readonly begun = new Gate();
  readonly ended: Promise<void>;

  constructor(url: string) {
    this.ended = this.askUntilClosed(url);
  }

  private async askUntilClosed(url: string): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (;;) {
        const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
        const text = (await response.setEncoding('utf8').toArray()).join('');
        this.answers.push(`${response.statusCode} ${text}`);
        if (this.answers.length === 3) this.begun.open();
      }
    } catch {
      // Refused or reset: the app is closed.
    } finally {
      agent.destroy();
    }
  }
}

async function postSlow(url: string): Promise<unknown> {
  const response = await fetch(`${url}/slow`, { method: 'POST' });
  return [response.status, await response.json()];
}

/** An address that refuses: it was free a moment ago. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

function idsIn(cluster: EmbeddedCluster, topic: string): string[] {
  return cluster.messages(topic).map(({ body }) => (JSON.parse(Buffer.from(body).toString()) as { id: string }).id);
}

function messageOf(error: Error): string {
  return error.message;
}

function codeOf(error: { readonly code?: unknown }): unknown {
  return error.code;
}

async function runAll(): Promise<LifecycleReport> {
  // Waits for the 5 seconds of an eager boot, so everything else runs beside it.
  const eager = eagerOnDeadNameServer();
  return {
    http: await http(),
    closedAgainDuringLastHook: await closedAgainDuringLastHook(),
    closedTwiceAtOnce: await closedTwiceAtOnce(),
    standalone: await standalone(),
    neighbourCannotStart: await neighbourCannotStart(),
    neighbourCannotStop: await neighbourCannotStop(),
    children: await runChildren(SHUTDOWNS_OF_TWO),
    eagerOnDeadNameServer: await eager,
  };
}

void runAll().then((report) => process.stdout.write(JSON.stringify(report)));
