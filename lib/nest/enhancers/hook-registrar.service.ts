/**
 * Gives the hooks that come from DI to the native client and producer, behind those of their options. What methods a hook
 * has tells what it is.
 */
import { Inject, Injectable, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import {
  type CheckForbiddenHook,
  InvalidOptionsError,
  type RPCHook,
  type SendMessageHook,
} from '../../client/index.js';
import type { ModuleSettings } from '../connection/module-settings.js';
import type { NativeClient } from '../connection/native-client.js';
import { MODULE_SETTINGS, NATIVE_CLIENT } from '../connection/rocketmq.constants.js';
import { RocketMQFeatures } from './rocketmq-features.service.js';
import type { Hook } from '../connection/rocketmq-module-options.interface.js';
import { SingletonResolver } from '../hosts/singleton-resolver.service.js';

const SUBJECT = 'RocketMQModule options';

/** One of these is enough. An RPC hook is one that sees requests; the client needs that of it. */
const METHODS = ['checkForbidden', 'sendMessageBefore', 'sendMessageAfter', 'doBeforeRequest'] as const;

type HookMethod = (typeof METHODS)[number];

@Injectable()
export class HookRegistrar {
  constructor(
    @Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings,
    @Inject(NATIVE_CLIENT) private readonly native: NativeClient,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
    @Inject(RocketMQFeatures) private readonly features: RocketMQFeatures,
    @Inject(SingletonResolver) private readonly singletons: SingletonResolver,
  ) {}

  /**
   * Before the client starts, so that no send and no request passes by a hook.
   *
   * @throws {InvalidOptionsError} INVALID_OPTIONS - one is request-scoped or transient; names all classes that are no hook
   */
  async registerAll(): Promise<void> {
    const { connection, hooks } = this.settings;
    const types = [...hooks, ...this.features.ofConnection(connection).flatMap((feature) => feature.hooks)];
    const instances = await Promise.all(types.map((type) => this.instanceOf(type)));
    const problems = instances.flatMap((hook, index) => problemOf(hook, types[index] as Type));
    if (problems.length > 0) throw new InvalidOptionsError(SUBJECT, problems);
    const { client, producer } = this.native;
    for (const hook of instances) {
      if (has(hook, 'checkForbidden')) producer.registerCheckForbiddenHook(hook as CheckForbiddenHook);
      if (has(hook, 'sendMessageBefore') || has(hook, 'sendMessageAfter')) {
        producer.registerSendMessageHook(hook as SendMessageHook);
      }
      if (has(hook, 'doBeforeRequest')) client.registerRPCHook(hook as RPCHook);
    }
  }

  private instanceOf(type: Type<Hook>): Promise<Hook> {
    return this.singletons.instanceOf(this.moduleRef, type, { subject: SUBJECT, role: 'hooks has' });
  }
}

function problemOf(hook: Hook, { name }: Type): string[] {
  if (METHODS.some((method) => has(hook, method))) return [];
  return [`hooks has ${name}, which is no hook: it must have one of the methods ${METHODS.join(', ')}`];
}

function has(hook: Hook, method: HookMethod): boolean {
  return typeof (hook as Partial<Record<HookMethod, unknown>>)[method] === 'function';
}
