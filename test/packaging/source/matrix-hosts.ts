/**
 * A class for each cell of the matrix, decorated as its cell says.
 */
import 'reflect-metadata';
import {
  type CallHandler,
  Controller,
  Get,
  Injectable,
  type NestInterceptor,
  Query,
  Scope,
  SetMetadata,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { SendAsync, SendOneway, SendSync } from 'nestjs-rocketmq';
import { concatMap, from, type Observable } from 'rxjs';
import { type Cell, nameOf } from './matrix-cells.js';

/** One message. Which instance of its class published it tells the scopes from each other. */
export interface Element {
  readonly tenant: string;
  readonly instance: number;
  readonly part: number;
}

export interface Host {
  publish(tenant: string): unknown;
}

/** Without types: what these say of results is in test/types. */
const DECORATORS: Readonly<Record<Cell['decorator'], (topic: string) => unknown>> = { SendSync, SendAsync, SendOneway };

const SCOPE_OPTIONS = {
  singleton: { scope: Scope.DEFAULT },
  request: { scope: Scope.REQUEST },
  transient: { scope: Scope.TRANSIENT },
  durable: { scope: Scope.REQUEST, durable: true },
} as const;

async function* generate(elements: readonly Element[]): AsyncGenerator<Element> {
  for (const element of elements) yield await Promise.resolve(element);
}

const RESULT_OF: Readonly<Record<Cell['result'], (elements: readonly Element[]) => unknown>> = {
  promise: ([first]) => Promise.resolve(first),
  observable: (elements) => from(elements),
  'async-iterable': (elements) => generate(elements),
  plain: ([first]) => first,
};

/** Nest 11 does not read what a controller returns as an AsyncIterable: an interceptor makes it an Observable. */
@Injectable()
class AsyncIterableReader implements NestInterceptor {
  intercept(_context: unknown, next: CallHandler<AsyncIterable<unknown>>): Observable<unknown> {
    return next.handle().pipe(concatMap((iterable) => from(iterable)));
  }
}

export interface HostOptions {
  readonly readsAsyncIterables: boolean;
}

export function createHost(cell: Cell, { readsAsyncIterables }: HostOptions): Type<Host> {
  const name = nameOf(cell);
  let instances = 0;
  class CellHost implements Host {
    readonly instance = ++instances;

    publish(tenant: string): unknown {
      return RESULT_OF[cell.result]([1, 2, 3].map((part) => ({ tenant, instance: this.instance, part })));
    }
  }
  Object.defineProperty(CellHost, 'name', { value: name });

  const { publisher, other } = decoratorsOf(cell);
  decorateMethod(CellHost.prototype, cell.place === 'above' ? [publisher, other] : [other, publisher]);
  if (cell.host === 'provider') {
    Injectable(SCOPE_OPTIONS[cell.scope])(CellHost);
    return CellHost;
  }
  Controller(SCOPE_OPTIONS[cell.scope])(CellHost);
  Query('tenant')(CellHost.prototype, 'publish', 0);
  if (cell.result === 'async-iterable' && !readsAsyncIterables) UseInterceptors(AsyncIterableReader)(CellHost);
  return CellHost;
}

interface CellDecorators {
  readonly publisher: MethodDecorator;
  readonly other: MethodDecorator;
  /** Whether the metadata of the other one is found on the method. */
  isKept(type: Type<Host>): boolean;
}

/** The publish decorator of a cell, and the one above or below it. */
export function decoratorsOf(cell: Cell): CellDecorators {
  const name = nameOf(cell);
  const isController = cell.host === 'controller';
  const key = isController ? 'path' : 'cell';
  return {
    publisher: DECORATORS[cell.decorator](name) as MethodDecorator,
    other: isController ? Get(name) : SetMetadata(key, name),
    isKept: ({ prototype }) => Reflect.getMetadata(key, publishOf(prototype as Host).value as object) === name,
  };
}

/** As the compiler applies decorators: the lowest first. */
function decorateMethod(prototype: Host, decorators: readonly MethodDecorator[]): void {
  const decorated = Reflect.decorate([...decorators], prototype, 'publish', publishOf(prototype));
  Object.defineProperty(prototype, 'publish', decorated);
}

function publishOf(prototype: Host): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(prototype, 'publish') as PropertyDescriptor;
}
