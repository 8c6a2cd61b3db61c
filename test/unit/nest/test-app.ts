/**
 * A Nest app with `RocketMQModule` on a fake producer; closed after each test.
 */
import { afterEach } from '@jest/globals';
import type { INestApplication, LoggerService, ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { RocketMQModule, type RocketMQModuleOptions } from '../../../lib/index.js';
import { NATIVE_CLIENT } from '../../../lib/nest/connection/rocketmq.constants.js';
import { FakeNativeClient } from './fake-native-client.js';

export const OPTIONS: RocketMQModuleOptions = { nameServers: ['127.0.0.1:1'], producer: { group: 'test' } };

const apps: INestApplication[] = [];

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

/** Keeps the log lines that concern RocketMQ, as `level text`. */
export class RecordingLogger implements LoggerService {
  readonly lines: string[] = [];
  readonly log = this.#keep('log');
  readonly warn = this.#keep('warn');
  readonly error = this.#keep('error');

  #keep(level: string) {
    return (message: unknown, ...rest: unknown[]): void => {
      if (rest.at(-1) === 'RocketMQ') this.lines.push(`${level} ${String(message)}`);
    };
  }
}

export interface TestApp {
  readonly app: INestApplication;
  readonly fake: FakeNativeClient;
  readonly logger: RecordingLogger;
}

export interface TestAppOptions extends ModuleMetadata {
  readonly rocketmq?: Partial<RocketMQModuleOptions>;
  readonly fake?: FakeNativeClient;
  readonly customize?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}

export async function startApp({
  rocketmq,
  fake = new FakeNativeClient(),
  customize,
  ...metadata
}: TestAppOptions): Promise<TestApp> {
  const logger = new RecordingLogger();
  const builder = Test.createTestingModule({
    ...metadata,
    imports: [RocketMQModule.forRoot({ ...OPTIONS, ...rocketmq }), ...(metadata.imports ?? [])],
  })
    .setLogger(logger)
    .overrideProvider(NATIVE_CLIENT)
    .useValue(fake.native);
  const module = await (customize?.(builder) ?? builder).compile();
  const app = module.createNestApplication({ logger });
  apps.push(app);
  await app.init();
  return { app, fake, logger };
}

/** A promise with its handles outside. */
export class Deferred<T = void> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (error: Error) => void;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

/** Lets every promise that can settle by now settle. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** What a promise rejects with; fails if it does not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was not rejected');
}
