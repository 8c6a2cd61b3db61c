/**
 * What discovery finds in an app, as far as decorated methods are concerned.
 */
import type { DiscoveryService } from '@nestjs/core';

/** The little that is read of Nest's instance wrappers. */
export interface HostView {
  readonly name: unknown;
  readonly token: unknown;
  readonly metatype: unknown;
  readonly instance: unknown;
  readonly isFactory: boolean;
  readonly isTransient: boolean;
  readonly isAlias: boolean;
  /** The module that provides it. */
  readonly host?: {
    readonly name: string;
    getProviderByKey(token: unknown): { readonly instance: unknown } | undefined;
  };
  isDependencyTreeStatic(): boolean;
}

/** Each once, whatever else it is called by `useExisting`. */
export function providersOf(discovery: DiscoveryService): HostView[] {
  const providers: HostView[] = discovery.getProviders();
  return providers.filter(({ isAlias }) => !isAlias);
}

export function controllersOf(discovery: DiscoveryService): HostView[] {
  return discovery.getControllers();
}

export function hostsOf(discovery: DiscoveryService): HostView[] {
  return [...providersOf(discovery), ...controllersOf(discovery)];
}

/** Of the class, or of what a factory or value turned out to be; `undefined` where there is neither. */
export function prototypeOf({ metatype, instance, isFactory }: HostView): object | undefined {
  if (!isFactory && typeof metatype === 'function') return metatype.prototype as object | undefined;
  return typeof instance === 'object' && instance !== null ? (Object.getPrototypeOf(instance) as object) : undefined;
}
