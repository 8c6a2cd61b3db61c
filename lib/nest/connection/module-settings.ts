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
} from '../../client/index.js';
import { JsonPayloadSerializer } from '../message/json-payload-serializer.js';
import { classListProblems, isObject, nameProblems, typeName } from './option-problems.js';
import type { PayloadSerializer } from '../message/payload-serializer.interface.js';
import type { Hook, PreflightMode, RocketMQModuleOptions, StartupMode } from './rocketmq-module-options.interface.js';

/** The options with every default of the Nest layer filled in; those of the client are filled in by the client. */
export interface ModuleSettings {
  /** Its name. */
  readonly connection: string;
  /** A function, so that nobody who prints an injectable prints the secret key of `credentials` with it. */
  readonly clientOptions: () => Omit<RocketMQClientOptions, 'logger' | 'onEvent'>;
  readonly onEvent: RocketMQClientOptions['onEvent'];
  readonly producer: ProducerOptions;
  readonly startup: StartupMode;
  readonly preflight: PreflightMode;
  readonly drainTimeoutMs: number;
  readonly guards: readonly Type<CanActivate>[];
  readonly interceptors: readonly Type<NestInterceptor>[];
  readonly hooks: readonly Type<Hook>[];
  readonly serializer: PayloadSerializer;
  readonly onDrained: ((report: DrainReport) => unknown) | undefined;
}

const SUBJECT = 'RocketMQModule options';
const MODES: Readonly<Record<'startup' | 'preflight', readonly string[]>> = {
  startup: ['background', 'eager', 'lazy'] satisfies StartupMode[],
  preflight: ['off', 'warn', 'fail'] satisfies PreflightMode[],
};
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** @throws {InvalidOptionsError} INVALID_OPTIONS - there are no options at all */
export function requireOptions(options: unknown): void {
  if (isObject(options)) return;
  throw new InvalidOptionsError(SUBJECT, [`the options are ${typeName(options)}, they must be an object`]);
}

/** @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option of module, client and producer */
export function resolveModuleOptions(options: RocketMQModuleOptions, connection: string): ModuleSettings {
  requireOptions(options);
  const {
    producer,
    startup,
    preflight,
    drainTimeoutMs,
    guards,
    interceptors,
    hooks,
    serializer,
    onEvent,
    onDrained,
    ...client
  } = options;
  const settings: ModuleSettings = {
    connection,
    clientOptions: () => client,
    onEvent,
    producer,
    startup: startup ?? 'background',
    preflight: preflight ?? 'off',
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
  const { connection, drainTimeoutMs, serializer } = settings;
  const problems = nameProblems('name', connection);
  for (const name of ['startup', 'preflight'] as const) {
    if (MODES[name].includes(settings[name])) continue;
    problems.push(`${name} is ${settings[name]}, it must be one of ${MODES[name].join(', ')}`);
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

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (error instanceof InvalidOptionsError) return error.problems;
    throw error;
  }
}
