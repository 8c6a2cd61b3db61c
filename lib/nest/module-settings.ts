/**
 * Checks the options of the module, the client and the producer in one go, so that boot names everything that is wrong.
 */
import type { CanActivate, NestInterceptor, Type } from '@nestjs/common';
import {
  type DrainReport,
  InvalidOptionsError,
  type ProducerOptions,
  RocketMQClient,
  type RocketMQClientOptions,
} from '../client/index.js';
import { JsonPayloadSerializer } from './json-payload-serializer.js';
import type { PayloadSerializer } from './payload-serializer.interface.js';
import type { Hook, RocketMQModuleOptions, StartupMode } from './rocketmq-module-options.interface.js';

/** The options with every default of the Nest layer filled in; those of the client are filled in by the client. */
export interface ModuleSettings {
  /** Its name. */
  readonly connection: string;
  /** A function, so that nobody who prints an injectable prints the secret key of `credentials` with it. */
  readonly clientOptions: () => Omit<RocketMQClientOptions, 'logger' | 'onEvent'>;
  readonly onEvent: RocketMQClientOptions['onEvent'];
  readonly producer: ProducerOptions;
  readonly startup: StartupMode;
  readonly drainTimeoutMs: number;
  readonly guards: readonly Type<CanActivate>[];
  readonly interceptors: readonly Type<NestInterceptor>[];
  readonly hooks: readonly Type<Hook>[];
  readonly serializer: PayloadSerializer;
  readonly onDrained: ((report: DrainReport) => unknown) | undefined;
}

const SUBJECT = 'RocketMQModule options';
const STARTUP_MODES: readonly string[] = ['background', 'eager', 'lazy'] satisfies StartupMode[];
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** @throws {InvalidOptionsError} INVALID_OPTIONS - there are no options at all */
export function requireOptions(options: unknown): void {
  if (isObject(options)) return;
  throw new InvalidOptionsError(SUBJECT, [`the options are ${typeName(options)}, they must be an object`]);
}

/** @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option of module, client and producer */
export function resolveModuleOptions(options: RocketMQModuleOptions, connection: string): ModuleSettings {
  requireOptions(options);
  const { producer, startup, drainTimeoutMs, guards, interceptors, hooks, serializer, onEvent, onDrained, ...client } =
    options;
  const settings: ModuleSettings = {
    connection,
    clientOptions: () => client,
    onEvent,
    producer,
    startup: startup ?? 'background',
    drainTimeoutMs: drainTimeoutMs ?? 5000,
    guards: guards ?? [],
    interceptors: interceptors ?? [],
    hooks: hooks ?? [],
    serializer: serializer ?? new JsonPayloadSerializer(),
    onDrained,
  };
  const problems = [...clientProblems(client), ...producerProblems(producer), ...ownProblems(settings)];
  if (problems.length > 0) throw new InvalidOptionsError(SUBJECT, problems);
  return settings;
}

/** Making a client connects to nothing and starts no timer, so making one tells what it thinks of its options. */
function clientProblems(client: RocketMQClientOptions): readonly string[] {
  return problemsOf(() => new RocketMQClient(client));
}

function producerProblems(producer: ProducerOptions): readonly string[] {
  if (!isObject(producer)) {
    return [
      `producer is ${typeName(producer)}, it must be an object that names at least its group, e.g. { group: 'orders' }`,
    ];
  }
  return problemsOf(() => new RocketMQClient({ nameServers: ['127.0.0.1:9876'] }).createProducer(producer));
}

function ownProblems(settings: ModuleSettings): string[] {
  const { connection, startup, drainTimeoutMs, serializer } = settings;
  const problems: string[] = [];
  if (typeof connection !== 'string' || connection.trim() === '') {
    problems.push(`name is ${JSON.stringify(connection)}, it must be a text that names the connection`);
  }
  if (!STARTUP_MODES.includes(startup)) {
    problems.push(`startup is ${startup}, it must be one of ${STARTUP_MODES.join(', ')}`);
  }
  if (!(Number.isFinite(drainTimeoutMs) && drainTimeoutMs >= 0 && drainTimeoutMs <= LONGEST_TIMEOUT_MS)) {
    problems.push(`drainTimeoutMs is ${String(drainTimeoutMs)}, it must be a number from 0 to ${LONGEST_TIMEOUT_MS}`);
  }
  if (typeof (serializer as Partial<PayloadSerializer>).serialize !== 'function') {
    problems.push('serializer has no method serialize(payload, topic)');
  }
  for (const name of ['guards', 'interceptors', 'hooks'] as const)
    problems.push(...classListProblems(name, settings[name]));
  for (const name of ['onEvent', 'onDrained'] as const) {
    const listener: unknown = settings[name];
    if (listener !== undefined && typeof listener !== 'function') {
      problems.push(`${name} is ${typeName(listener)}, it must be a function`);
    }
  }
  return problems;
}

/** Instances are refused: what a guard, interceptor or hook injects comes from DI. */
function classListProblems(name: string, list: unknown): string[] {
  if (!Array.isArray(list)) return [`${name} is ${typeName(list)}, it must be a list of classes`];
  return list.flatMap((member: unknown, index) =>
    typeof member === 'function' ? [] : [`${name}[${index}] is ${typeName(member)}, it must be a class`],
  );
}

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (error instanceof InvalidOptionsError) return error.problems;
    throw error;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
