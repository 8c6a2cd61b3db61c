/**
 * The module of the app that an instance with publish decorators belongs to.
 */
import { ModuleRef } from '@nestjs/core';
import { hiddenValue, injectHidden, setHidden } from './hidden-injection.js';

/** Guards and interceptors of the instance's sends come from the DI of this module. */
const HOST_MODULE = Symbol('ModuleRef of the module that provides the class, for the publish decorators');

export function injectHostModule(prototype: object): void {
  injectHidden(prototype, HOST_MODULE, ModuleRef);
}

/** `undefined` for instances that Nest has not made. */
export function hostModuleOf(instance: object): ModuleRef | undefined {
  return hiddenValue(instance, HOST_MODULE) as ModuleRef | undefined;
}

/** For instances that property injection does not reach. */
export function bindHostModule(instance: object, moduleRef: ModuleRef | undefined): void {
  setHidden(instance, HOST_MODULE, moduleRef);
}
