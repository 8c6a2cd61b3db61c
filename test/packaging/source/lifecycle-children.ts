/**
 * Processes that get a signal, or fail to boot: how they end and what they have stored by then.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { dirname, join } from 'node:path';
import { EmbeddedCluster } from 'nestjs-rocketmq/embedded';

export interface ChildReport {
  /** `null` and the signal for a process that a signal ended, as Nest does it after its hooks. */
  readonly exit: readonly [exitCode: number | null, signal: string | null];
  /** Of the request that was under way. */
  readonly answer: readonly [status: number, body: unknown];
  /** How many messages of a topic are stored. */
  readonly decorated: number;
  readonly imperative: number;
  readonly detached: number;
}

export interface ChildrenReport {
  readonly oneSignal: ChildReport;
  readonly twoSignals: ChildReport;
  readonly signalDuringClose: ChildReport;
  readonly contextThatCannotStart: ChildReport['exit'];
}

type Exit = ChildReport['exit'];

/** How long the request goes on after the last signal: a shutdown that does not wait for it is through by then. */
const REQUEST_GOES_ON_MS = 100;

/** @param shutdownsOfTwo - that Nest makes of a signal during `close()` */
export async function runChildren(shutdownsOfTwo: number): Promise<ChildrenReport> {
  return {
    oneSignal: await endListening(({ kill }) => ({ first: kill, shutdowns: 1 })),
    twoSignals: await endListening(({ kill }) => ({ first: kill, second: kill, shutdowns: 1 })),
    signalDuringClose: await endListening(({ close, kill }) => {
      return { first: close, second: kill, shutdowns: shutdownsOfTwo };
    }),
    contextThatCannotStart: await failToBoot(),
  };
}

interface Commands {
  readonly kill: () => void;
  readonly close: () => void;
}

interface Course {
  readonly first: () => void;
  /** When the servers are closing. */
  readonly second?: () => void;
  /** How many shutdowns come of it; the request ends behind the servers of all of them. */
  readonly shutdowns: number;
}

async function endListening(courseOf: (commands: Commands) => Course): Promise<ChildReport> {
  const cluster = await EmbeddedCluster.start();
  const child = forkChild('listen', cluster, 'inherit');
  const exiting = once(child, 'exit') as Promise<unknown> as Promise<Exit>;
  const messages = on(child, 'message')[Symbol.asyncIterator]();
  const nextMessage = async (): Promise<string> => String(((await messages.next()).value as unknown[])[0]);
  const { first, second, shutdowns } = courseOf({
    kill: () => child.kill('SIGTERM'),
    close: () => child.send('close'),
  });
  const url = await nextMessage();
  const answering = fetch(`${url}/slow`, { method: 'POST' });
  await nextMessage();

  first();
  await nextMessage();
  second?.();
  for (let closing = 1; closing < shutdowns; closing += 1) await nextMessage();
  await new Promise((resolve) => setTimeout(resolve, REQUEST_GOES_ON_MS));
  child.send('answer');

  const response = await answering;
  const answer = [response.status, await response.json()] as const;
  const exit = await exiting;
  const [decorated = 0, imperative = 0, detached = 0] = ['decorated', 'imperative', 'detached'].map(
    (topic) => cluster.messages(topic).length,
  );
  await cluster.stop();
  return { exit, answer, decorated, imperative, detached };
}

async function failToBoot(): Promise<Exit> {
  const cluster = await EmbeddedCluster.start();
  const child = forkChild('fail-to-boot', cluster, 'ignore');
  const exit = (await once(child, 'exit')) as unknown as Exit;
  await cluster.stop();
  return exit;
}

function forkChild(mode: string, cluster: EmbeddedCluster, stderr: 'inherit' | 'ignore'): ChildProcess {
  const script = join(dirname(process.argv[1] ?? ''), 'lifecycle-child.js');
  return fork(script, [mode, cluster.nameServer], { stdio: ['ignore', 'ignore', stderr, 'ipc'] });
}
