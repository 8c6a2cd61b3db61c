/**
 * Guards and interceptors that are no singletons: whose instance runs around which send, and what it can inject.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  forwardRef,
  Inject,
  Injectable,
  Module,
  type NestInterceptor,
  Scope,
  type Type,
} from '@nestjs/common';
import { type ContextId, ContextIdFactory, type HostComponentInfo, REQUEST } from '@nestjs/core';
import { type Observable, retry } from 'rxjs';
import {
  ProducerService,
  SendEnhancer,
  type SendExecutionContext,
  SendSync,
  UseSendGuards,
  UseSendInterceptors,
} from '../../../lib/index.js';
import { rejectionOf, settled, startApp } from './test-app.js';

/** Instances that ran, in order. */
const ran: object[] = [];

beforeEach(() => {
  ran.length = 0;
});

/** Both kinds, so that one class may be listed as both. */
abstract class Recording implements CanActivate, NestInterceptor {
  canActivate(_context: ExecutionContext): boolean {
    ran.push(this);
    return true;
  }

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    ran.push(this);
    return next.handle();
  }
}

@Injectable({ scope: Scope.REQUEST })
class PerSend extends Recording {
  constructor(@Inject(REQUEST) readonly send: SendExecutionContext) {
    super();
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class Transient extends Recording {}

@Injectable()
class Shared extends Recording {}

/** A default scope that depends on a request-scoped provider. */
@Injectable()
class Dependent extends Recording {
  constructor(@Inject(PerSend) readonly inner: PerSend) {
    super();
  }
}

/** A class for a test with one method under the given guard. */
function guardedBy(...guards: Type<CanActivate>[]): Type<{ create(): Promise<string> }> {
  @Injectable()
  class Orders {
    @UseSendGuards(...guards)
    @SendSync('created')
    create(): Promise<string> {
      return Promise.resolve('a');
    }
  }
  return Orders;
}

const startedWith = (providers: Type[], guards: Type<CanActivate>[], interceptors: Type<NestInterceptor>[] = []) =>
  startApp({ providers, rocketmq: { guards, interceptors } });

describe('a request-scoped guard or interceptor', () => {
  it('[hooks.34] is one instance for each send, of the module, of a class and of a method', async () => {
    @Injectable()
    @UseSendInterceptors(PerSend)
    class Orders {
      @UseSendGuards(PerSend)
      @SendSync('created')
      create(): Promise<string> {
        return Promise.resolve('a');
      }
    }
    const { app } = await startedWith([PerSend, Orders], [PerSend], [PerSend]);

    await app.get(Orders).create();
    await app.get(Orders).create();
    await app.get(ProducerService).send('t', 'x');

    const instances = [...new Set(ran)];
    expect(ran.map((one) => instances.indexOf(one))).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
    expect(ran.every((one) => one instanceof PerSend)).toBe(true);
  });

  it('[hooks.34] shares what it injects with the others of its send; singletons stay what they are', async () => {
    const { app } = await startedWith([PerSend, Dependent, Shared], [Dependent, Shared], [PerSend]);

    await app.get(ProducerService).send('t', 'x');
    await app.get(ProducerService).send('t', 'y');

    const [first, shared, inner, second, sharedAgain] = ran as [Dependent, Shared, PerSend, Dependent, Shared];
    expect(first.inner).toBe(inner);
    expect(second).not.toBe(first);
    expect(second.inner).not.toBe(first.inner);
    expect(sharedAgain).toBe(shared);
  });

  it('[hooks.34] stays the same for sends that overlap and for those that an interceptor repeats', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Twice extends Recording {
      override intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
        return super.intercept(context, next).pipe(retry(1));
      }
    }
    @SendEnhancer({ phase: 'attempt' })
    @Injectable({ scope: Scope.REQUEST })
    class PerAttempt extends Recording {}
    const { app, fake } = await startedWith([Twice, PerAttempt], [], [Twice, PerAttempt]);
    const { answer } = fake;
    let failures = 0;
    fake.answer = (message, mode) => {
      failures += 1;
      return failures <= 2 ? Promise.reject(new Error('down')) : answer(message, mode);
    };

    await Promise.all([app.get(ProducerService).send('t', 'x'), app.get(ProducerService).send('t', 'y')]);

    const attempts = ran.filter((one) => one instanceof PerAttempt);
    expect(attempts).toHaveLength(4);
    expect(new Set(attempts).size).toBe(2);
    expect(ran.filter((one) => one instanceof Twice)).toHaveLength(2);
  });

  it("[hooks.35] injects as REQUEST the send's context, the very one that guards get", async () => {
    const contexts: ExecutionContext[] = [];
    class Telling extends PerSend {
      override canActivate(context: ExecutionContext): boolean {
        contexts.push(context);
        return super.canActivate(context);
      }
    }
    Injectable({ scope: Scope.REQUEST })(Telling);
    const Orders = guardedBy(Telling);
    const { app } = await startApp({ providers: [Telling, Orders] });

    await app.get(Orders).create();

    const [{ send }] = ran as [Telling];
    expect(send).toBe(contexts[0]);
    expect(send.getTopic()).toBe('created');
    expect(send.getClass()).toBe(Orders);
  });

  it("[hooks.34] is the host module's own provider, or else that of another module", async () => {
    const NAME = Symbol('name');
    @Injectable({ scope: Scope.REQUEST })
    class Named extends Recording {
      constructor(@Inject(NAME) readonly name: string) {
        super();
      }
    }
    const Orders = guardedBy(Named);
    const provided = (name: string) => [Orders, { provide: name, useExisting: Orders }];
    @Module({ providers: [...provided('north'), Named, { provide: NAME, useValue: 'of north' }] })
    class North {}
    @Module({ providers: [...provided('south'), Named, { provide: NAME, useValue: 'of south' }] })
    class South {}
    @Module({ providers: provided('west') })
    class West {}
    const { app } = await startApp({ imports: [North, South, West] });

    for (const host of ['north', 'south', 'west']) await app.get<{ create(): Promise<string> }>(host).create();

    expect((ran as Named[]).map(({ name }) => name)).toEqual(['of north', 'of south', 'of south']);
  });

  it('[hooks.39] whose constructor throws fails its send, and the next one gets another', async () => {
    const made = { times: 0 };
    @Injectable({ scope: Scope.REQUEST })
    class Failing extends Recording {
      constructor() {
        super();
        made.times += 1;
        if (made.times === 1) throw new RangeError('no tenant');
      }
    }
    const { app, fake } = await startedWith([Failing], [Failing]);

    const error = await rejectionOf(app.get(ProducerService).send('t', 'x'));
    const sentBefore = [...fake.sent];
    await app.get(ProducerService).send('t', 'y');

    expect(error).toEqual(new RangeError('no tenant'));
    expect(sentBefore).toEqual([]);
    expect(fake.bodies).toEqual(['y']);
    expect(made.times).toBe(2);
  });

  it('[hooks.40] is not kept once its send is over', async () => {
    setFlagsFromString('--expose_gc');
    const collect = runInNewContext('gc') as () => void;
    const made: WeakRef<object>[] = [];
    @Injectable({ scope: Scope.REQUEST })
    class Weak implements CanActivate {
      constructor(@Inject(REQUEST) readonly send: SendExecutionContext) {
        made.push(new WeakRef(this));
      }

      canActivate(): boolean {
        return true;
      }
    }
    const Orders = guardedBy(Weak);
    const { app, fake } = await startApp({ providers: [Orders] });
    const { app: other, fake: otherFake } = await startedWith([Weak], [Weak]);

    for (let sent = 0; sent < 5000; sent += 1) {
      await app.get(Orders).create();
      await other.get(ProducerService).send('t', 'x');
      fake.sent.length = 0;
      otherFake.sent.length = 0;
    }
    await settled();
    collect();

    expect(made).toHaveLength(10_000);
    expect(made.filter((one) => one.deref() !== undefined).length).toBeLessThan(10);
  }, 120_000);
});

describe('a guard or interceptor that is', () => {
  it('[hooks.36] transient: one instance for each send', async () => {
    const { app } = await startedWith([Transient], [Transient], [Transient]);

    await app.get(ProducerService).send('t', 'x');
    await app.get(ProducerService).send('t', 'y');

    expect(ran[1]).toBe(ran[0]);
    expect(ran[2]).not.toBe(ran[0]);
    expect(ran[3]).toBe(ran[2]);
  });

  it('a singleton that injects a transient one: the same for all sends', async () => {
    @Injectable()
    class Logging extends Recording {
      constructor(@Inject(Transient) readonly inner: Transient) {
        super();
      }
    }
    const { app } = await startedWith([Transient, Logging], [Logging]);

    await app.get(ProducerService).send('t', 'x');
    await app.get(ProducerService).send('t', 'y');

    expect(ran[1]).toBe(ran[0]);
  });

  it.each<[string, () => Type<CanActivate>]>([
    ['itself request-scoped', () => PerSend],
    ['itself transient', () => Transient],
    [
      'itself durable',
      () => {
        @Injectable({ scope: Scope.REQUEST, durable: true })
        class Durable extends Recording {}
        return Durable;
      },
    ],
    ['injecting by constructor', () => Dependent],
    [
      'injecting by property',
      () => {
        @Injectable()
        class ByProperty extends Recording {
          @Inject(PerSend) readonly inner!: PerSend;
        }
        return ByProperty;
      },
    ],
    [
      'injecting by forward reference',
      () => {
        @Injectable()
        class ByReference extends Recording {
          constructor(@Inject(forwardRef(() => PerSend)) readonly inner: unknown) {
            super();
          }
        }
        return ByReference;
      },
    ],
  ])("[hooks.38] nobody's provider, %s: made for each send", async (_how, classOf) => {
    const Guard = classOf();
    const Orders = guardedBy(Guard, Guard);
    const { app } = await startApp({ providers: [Orders, ...(Guard === PerSend ? [] : [PerSend])] });

    await app.get(Orders).create();
    await app.get(Orders).create();

    expect(ran[1]).toBe(ran[0]);
    expect(ran[2]).not.toBe(ran[0]);
    expect(ran[3]).toBe(ran[2]);
    const injected = (ran as Partial<Dependent>[]).flatMap(({ inner }) => inner?.send.getTopic() ?? []);
    expect(injected).toEqual(injected.map(() => 'created'));
  });
});

describe("with the application's ContextIdStrategy", () => {
  const { strategy } = ContextIdFactory as unknown as { strategy: Parameters<typeof ContextIdFactory.apply>[0] };

  afterEach(() => {
    ContextIdFactory.apply(strategy);
  });

  it('singletons need no context of their own', async () => {
    const contexts: ContextId[] = [];
    ContextIdFactory.apply({
      attach: (contextId: ContextId) => {
        contexts.push(contextId);
        return () => contextId;
      },
    });
    const { app } = await startedWith([Shared, PerSend], [Shared], [Shared]);

    await app.get(ProducerService).send('t', 'x');

    expect(ran).toHaveLength(2);
    expect(contexts).toEqual([]);
  });

  it('[hooks.39] a strategy that throws fails the send', async () => {
    ContextIdFactory.apply({
      attach: (contextId: ContextId, request: { readonly headers?: object }) => {
        if (request.headers === undefined) throw new RangeError('no tenant');
        return () => contextId;
      },
    });
    const { app, fake } = await startedWith([PerSend], [PerSend]);

    const error = await rejectionOf(app.get(ProducerService).send('t', 'x'));

    expect(error).toEqual(new RangeError('no tenant'));
    expect(fake.sent).toEqual([]);
  });

  it('[hooks.37] a durable guard is one instance for each tenant, which the strategy finds by the context of the send', async () => {
    @Injectable({ scope: Scope.REQUEST, durable: true })
    class OfTenant extends Recording {
      constructor(@Inject(REQUEST) readonly tenant: unknown) {
        super();
      }
    }
    const tenants = new Map<string, ContextId>();
    ContextIdFactory.apply({
      attach: (contextId: ContextId, send: SendExecutionContext) => {
        const tenant = String(send.getMessage().properties['tenant']);
        const ofTenant = tenants.get(tenant) ?? ContextIdFactory.create();
        tenants.set(tenant, ofTenant);
        return {
          resolve: ({ isTreeDurable }: HostComponentInfo) => (isTreeDurable ? ofTenant : contextId),
          payload: { tenant },
        };
      },
    });
    const { app } = await startedWith([OfTenant, PerSend], [OfTenant, PerSend]);

    for (const tenant of ['north', 'south', 'north']) {
      await app.get(ProducerService).send('t', 'x', { properties: { tenant } });
    }

    const durable = ran.filter((one) => one instanceof OfTenant);
    expect(durable.map(({ tenant }) => tenant)).toEqual([
      { tenant: 'north' },
      { tenant: 'south' },
      { tenant: 'north' },
    ]);
    expect(durable[2]).toBe(durable[0]);
    expect(new Set(ran.filter((one) => one instanceof PerSend)).size).toBe(3);
  });
});
