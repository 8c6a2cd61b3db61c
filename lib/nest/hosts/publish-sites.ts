/**
 * Which methods of a class publish, written down as they are decorated.
 */
import type { MethodPlace, PublishBinding } from './publish-binding.js';

/** A decorated method: its publish decorators over one connection. */
export interface DecoratedMethod {
  readonly place: MethodPlace;
  /** Class and method, like `OrdersService.create`. */
  readonly method: string;
  readonly connection: string;
  /** In the order they are written; grows while the class is being made. */
  readonly bindings: PublishBinding[];
}

const METHODS_KEY = 'nestjs-rocketmq:publishing-methods';

export function noteDecoratedMethod(decorated: DecoratedMethod): void {
  const { prototype } = decorated.place;
  Reflect.defineMetadata(METHODS_KEY, [...ownMethods(prototype), decorated], prototype);
}

/** Of a class by its prototype, those that it inherits included. */
export function decoratedMethodsOf(prototype: object): readonly DecoratedMethod[] {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return [...(parent === null ? [] : decoratedMethodsOf(parent)), ...ownMethods(prototype)];
}

function ownMethods(prototype: object): readonly DecoratedMethod[] {
  return (Reflect.getOwnMetadata(METHODS_KEY, prototype) as readonly DecoratedMethod[] | undefined) ?? [];
}
