/**
 * The Java client as an object: commands go to one long-living JVM, answers come back typed.
 */
import { createInterface } from 'node:readline';
import { delimiter, join } from 'node:path';
import { classPath, type RealVersion } from './class-path.js';
import { type GuardedProcess, GuardedProcesses } from './guarded-processes.js';
import { javaFlags } from './java-flags.js';
import { type JavaAnswer, JavaCommands } from './java-commands.js';
import { compiledJavaSide } from './java-program.js';
import type {
  FindOptions,
  QueueFacts,
  QueueFactsOptions,
  ReadMessage,
  ReadOptions,
  ReadSummary,
  SendOptions,
  SendSummary,
  TopicOptions,
  WireMessage,
} from './java-side-types.js';
import { findToolchain } from './toolchain.js';
import { waitFor } from './wait-for.js';

const READY_TIMEOUT_MS = 30_000;
const READ_TIMEOUT_MS = 20_000;
const READ_SETTLE_MS = 200;
const SEND_TIMEOUT_MS = 60_000;
/** Java waits up to 24 s for all brokers. */
const FIND_TIMEOUT_MS = 40_000;
const TOPIC_TIMEOUT_MS = 15_000;
/** What an answer may take longer than the time that the command itself was given. */
const ANSWER_MARGIN_MS = 10_000;

/** What the Java client can do for a spec. */
export interface JavaSide {
  /**
   * Reads every message of a topic, sorted by broker, queue and offset.
   *
   * @throws {Error} when fewer than `expect` came within the time; more than that is an answer
   */
  read(options: ReadOptions): Promise<readonly ReadMessage[]>;
  /** As {@link read}, with a lite pull consumer that has all queues of the topic assigned. The topic must exist. */
  poll(options: ReadOptions): Promise<readonly ReadMessage[]>;
  /** Sends numbered messages; a failed one is in the answer, not thrown. */
  send(options: SendOptions): Promise<SendSummary>;
  /** The messages of a topic with a key, at most 32 of each broker. */
  byKey(options: FindOptions & { readonly key: string }): Promise<readonly ReadMessage[]>;
  /** The message with that id, of either kind. */
  byId(options: FindOptions & { readonly msgId: string }): Promise<ReadMessage>;
  /** What a queue has, and which offset was stored at a time. */
  queueFacts(options: QueueFactsOptions): Promise<QueueFacts>;
  /** Makes a topic on every master and answers their names when the name server lists all of them. */
  createTopic(options: TopicOptions): Promise<readonly string[]>;
  /** Removes a topic from every master and the name server. */
  deleteTopic(options: Pick<TopicOptions, 'nameServer' | 'topic'>): Promise<void>;
  /** Ends the JVM and answers when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the Java program with the client of a version.
 *
 * @throws {Error} when Java or Maven is missing, or the program is not ready within 30 seconds
 */
export async function startJavaSide(version: RealVersion): Promise<JavaSide> {
  const search = await findToolchain();
  if (!search.isComplete) throw new Error(`no Java side: ${search.missing}`);
  const jars = await classPath(version, search.toolchain);
  const classes = await compiledJavaSide(version, jars, search.toolchain);
  const processes = new GuardedProcesses(`java-${version}`);
  try {
    const answers = createInterface({ input: processes.output });
    const { folder } = processes;
    const program = await processes.start({
      name: `java-${version}`,
      command: search.toolchain.java,
      programArguments: [...javaFlags('client', folder), '-cp', [classes, jars].join(delimiter), 'Interop'],
      logFile: join(folder, 'java-side.log'),
      isPiped: true,
    });
    const commands = new JavaCommands(processes.input, program);
    answers.on('line', (line) => commands.accept(JSON.parse(line) as JavaAnswer));
    await waitUntilReady(commands, program);
    return new RunningJavaSide(processes, commands);
  } catch (error) {
    await processes.stop();
    throw error;
  }
}

async function waitUntilReady(commands: JavaCommands, program: GuardedProcess): Promise<void> {
  await waitFor({
    what: `the Java side (process ${program.pid}) to say that it is ready`,
    timeoutMs: READY_TIMEOUT_MS,
    check: () => {
      const endReason = program.endReason();
      if (endReason !== undefined) throw new Error(`the Java side ended: ${endReason}\n${program.logTail()}`);
      return commands.isReady || undefined;
    },
    details: program.logTail,
  });
}

class RunningJavaSide implements JavaSide {
  readonly #processes: GuardedProcesses;
  readonly #commands: JavaCommands;

  constructor(processes: GuardedProcesses, commands: JavaCommands) {
    this.#processes = processes;
    this.#commands = commands;
  }

  read(options: ReadOptions): Promise<readonly ReadMessage[]> {
    return this.#readBy('read', options);
  }

  poll(options: ReadOptions): Promise<readonly ReadMessage[]> {
    return this.#readBy('poll', options);
  }

  send(options: SendOptions): Promise<SendSummary> {
    const group = options.group ?? 'interop-java-producer';
    const timeoutMs = options.timeoutMs ?? SEND_TIMEOUT_MS;
    return this.#commands.run<SendSummary>({ do: 'send', ...options, group }, { timeoutMs });
  }

  async byKey(options: FindOptions & { readonly key: string }): Promise<readonly ReadMessage[]> {
    const found = await this.#commands.run<readonly WireMessage[]>(
      { do: 'byKey', ...options },
      { timeoutMs: FIND_TIMEOUT_MS },
    );
    return found.map(fromWire);
  }

  async byId(options: FindOptions & { readonly msgId: string }): Promise<ReadMessage> {
    return fromWire(await this.#commands.run<WireMessage>({ do: 'byId', ...options }, { timeoutMs: FIND_TIMEOUT_MS }));
  }

  queueFacts(options: QueueFactsOptions): Promise<QueueFacts> {
    return this.#commands.run<QueueFacts>({ do: 'queueFacts', ...options }, { timeoutMs: FIND_TIMEOUT_MS });
  }

  createTopic(options: TopicOptions): Promise<readonly string[]> {
    const { queues = 4, perm = 6 } = options;
    return this.#commands.run<readonly string[]>(
      { do: 'createTopic', ...options, queues, perm, timeoutMs: TOPIC_TIMEOUT_MS },
      { timeoutMs: TOPIC_TIMEOUT_MS + ANSWER_MARGIN_MS },
    );
  }

  async deleteTopic(options: Pick<TopicOptions, 'nameServer' | 'topic'>): Promise<void> {
    await this.#commands.run(
      { do: 'deleteTopic', ...options, timeoutMs: TOPIC_TIMEOUT_MS },
      { timeoutMs: TOPIC_TIMEOUT_MS + ANSWER_MARGIN_MS },
    );
  }

  stop(): Promise<void> {
    return this.#processes.stop();
  }

  async #readBy(command: 'read' | 'poll', options: ReadOptions): Promise<readonly ReadMessage[]> {
    const timeoutMs = options.timeoutMs ?? READ_TIMEOUT_MS;
    const settleMs = options.settleMs ?? READ_SETTLE_MS;
    const messages: ReadMessage[] = [];
    const summary = await this.#commands.run<ReadSummary>(
      { do: command, ...options, timeoutMs, settleMs },
      {
        timeoutMs: timeoutMs + ANSWER_MARGIN_MS,
        onMessage: (message) => messages.push(fromWire(message as WireMessage)),
      },
    );
    if (messages.length < options.expect)
      throw new Error(
        `Java read ${messages.length} of ${options.expect} messages of ${options.topic} within ${timeoutMs} ms ${summary.lastFailure}`,
      );
    return messages.toSorted(byPlace);
  }
}

function fromWire(message: WireMessage): ReadMessage {
  return { ...message, body: Buffer.from(message.body, 'base64') };
}

function byPlace(left: ReadMessage, right: ReadMessage): number {
  if (left.brokerName !== right.brokerName) return left.brokerName < right.brokerName ? -1 : 1;
  return left.queueId - right.queueId || left.queueOffset - right.queueOffset;
}
