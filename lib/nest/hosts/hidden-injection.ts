/**
 * Has Nest inject something into every instance of a class, in a place that nobody sees.
 */
import { Inject, type InjectionToken } from '@nestjs/common';

/** Once for a class and those that inherit from it. */
export function injectHidden(prototype: object, slot: symbol, token: InjectionToken): void {
  if (slot in prototype) return;
  Inject(token)(prototype, slot);
  Object.defineProperty(prototype, slot, {
    configurable: true,
    get: () => undefined,
    // Nest assigns plainly; hidden this way, the value stays out of Object.keys, JSON and class-transformer. A map keyed
    // by instance would not do: instances may be proxies, and setter and method may see different ones.
    set(this: object, value: unknown) {
      Object.defineProperty(this, slot, { value, writable: true, configurable: true });
    },
  });
}

/** What is in the slot of an instance; `undefined` if there is none, or nothing in it. */
export function hiddenValue(instance: unknown, slot: symbol): unknown {
  return (instance as Record<symbol, unknown> | null | undefined)?.[slot];
}

/** Whether instances of a class, or an instance, have the slot. */
export function hasHidden(value: unknown, slot: symbol): value is object {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && slot in value;
}

/** @param value - `undefined` empties the slot */
export function setHidden(instance: object, slot: symbol, value: unknown): void {
  (instance as Record<symbol, unknown>)[slot] = value;
}
