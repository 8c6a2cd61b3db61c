/**
 * Options of `RocketMQModule.forRoot()` and `forRootAsync()`.
 */
import type { CanActivate, ConfigurableModuleAsyncOptions, NestInterceptor, Type } from '@nestjs/common';
import type {
  CheckForbiddenHook,
  DrainReport,
  ProducerOptions,
  RocketMQClientOptions,
  RPCHook,
  SendMessageHook,
} from '../../client/index.js';
import type { PayloadSerializer } from '../message/payload-serializer.interface.js';

/**
 * What boot does about the name servers. The client takes sends in all three modes; connections are made by sends.
 * - `background` asks them without waiting; if none answers, one line in the log says why and the app runs on.
 * - `eager` fails the boot with the reason unless one of them answers within 5 seconds.
 * - `lazy` asks nobody before the first send.
 *
 * @publicApi
 */
export type StartupMode = 'background' | 'eager' | 'lazy';

/**
 * What boot does about topics that cannot be sent to.
 *
 * @publicApi
 */
export type PreflightMode = 'off' | 'warn' | 'fail';

/**
 * What a class in `hooks` is an instance of: one of the three, or several at once.
 *
 * @publicApi
 */
export type Hook = CheckForbiddenHook | SendMessageHook | RPCHook;

/**
 * Options of one connection to RocketMQ: those of the client, plus the producer and what Nest adds.
 *
 * @publicApi
 */
export interface RocketMQModuleOptions extends Omit<RocketMQClientOptions, 'logger'> {
  /** The producer behind `ProducerService` and the decorators; `group` is required. */
  readonly producer: ProducerOptions;
  /** Default `background`. */
  readonly startup?: StartupMode | undefined;
  /**
   * Whether boot asks for the route of every topic that is known by then: those of publish decorators and of
   * `forFeature({ topics })`. `fail` fails the boot with a list of those that cannot be sent to, `warn` does not wait and
   * tells in the log and by an event. A topic that brokers are to create on the first send is not there yet. Default `off`.
   */
  readonly preflight?: PreflightMode | undefined;
  /** How long shutdown waits for sends under way, in milliseconds; default 5000. */
  readonly drainTimeoutMs?: number | undefined;
  /**
   * Guards that every send must pass, in this order; their context is a `SendExecutionContext`. They run when there is a
   * message to send, so after the decorated method. Classes that inject something must be providers of some module; one
   * that is nobody's provider is made here, and sees what is global.
   */
  readonly guards?: readonly Type<CanActivate>[] | undefined;
  /** Interceptors around every send, the first one outermost; they run after the guards. */
  readonly interceptors?: readonly Type<NestInterceptor>[] | undefined;
  /**
   * Hooks of the native client as classes from DI, made before the first send: their methods tell which hooks they are.
   * They run after those of `rpcHooks`, `checkForbiddenHooks` and `sendMessageHooks`, and see imperative sends and those of
   * the native producer, too. Classes as in `guards`.
   */
  readonly hooks?: readonly Type<Hook>[] | undefined;
  /** Turns payloads into bodies; default: `Uint8Array` and string as they are, everything else as JSON. */
  readonly serializer?: PayloadSerializer | undefined;
  /**
   * Takes what became of the sends that were under way when the app shut down, when everything is closed; awaited before
   * the shutdown goes on. Without it the report goes to the log if there was anything to wait for.
   */
  readonly onDrained?: ((report: DrainReport) => unknown) | undefined;
}

/**
 * What is decided before any options factory runs.
 *
 * @publicApi
 */
export interface RocketMQModuleExtras {
  /** Whether every module of the app sees the module without importing it; default true. */
  readonly isGlobal?: boolean | undefined;
  /**
   * Name of the connection, where an app has several: `@InjectProducer(name)` injects its producer, the option `connection`
   * of the publish decorators names it. Default `default`; that is also what decorators use which name none.
   */
  readonly name?: string | undefined;
}

/**
 * For `forRootAsync({ useClass })` and `useExisting`.
 *
 * @publicApi
 */
export interface RocketMQOptionsFactory {
  createRocketMQOptions(): RocketMQModuleOptions | Promise<RocketMQModuleOptions>;
}

/**
 * `useFactory`, `useClass` or `useExisting`, with `inject` and `imports` as in every Nest module.
 *
 * @publicApi
 */
export type RocketMQModuleAsyncOptions = ConfigurableModuleAsyncOptions<
  RocketMQModuleOptions,
  'createRocketMQOptions'
> &
  RocketMQModuleExtras;
