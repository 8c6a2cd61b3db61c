/**
 * @UseSendGuards and @UseSendInterceptors: order, scopes, and whose DI they come from.
 */
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CallHandler,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  Module,
  type NestInterceptor,
  Scope,
  UseGuards,
} from '@nestjs/common';
import { type Observable, tap } from 'rxjs';
import request from 'supertest';
import {
  ProducerService,
  SendAsync,
  type SendExecutionContext,
  SendSync,
  UseSendGuards,
  UseSendInterceptors,
} from '../../../lib/index.js';
import { thrownBy } from '../../fixtures/caught.js';
import { rejectionOf, startApp } from './test-app.js';

interface Order {
  readonly id: string;
}

const trace: string[] = [];

beforeEach(() => {
  trace.length = 0;
});

class NamedGuard implements CanActivate {
  constructor(
    private readonly name: string,
    private readonly verdict = true,
  ) {}

  canActivate(): boolean {
    trace.push(`guard ${this.name}`);
    return this.verdict;
  }
}

class NamedInterceptor implements NestInterceptor {
  constructor(private readonly name: string) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    trace.push(`before ${this.name}`);
    return next.handle().pipe(tap(() => trace.push(`after ${this.name}`)));
  }
}

@Injectable()
class ModuleGuard extends NamedGuard {
  constructor() {
    super('module');
  }
}

@Injectable()
class ModuleInterceptor extends NamedInterceptor {
  constructor() {
    super('module');
  }
}

/** Puts a function of its own around the method, as other libraries' decorators do. */
function Foreign(): MethodDecorator {
  return (_target, _key, descriptor) => {
    const original = descriptor.value as unknown as (...args: unknown[]) => unknown;
    descriptor.value = function (this: unknown, ...args: unknown[]) {
      return original.apply(this, args);
    } as never;
  };
}

@Injectable()
@UseSendGuards(new NamedGuard('class'))
@UseSendInterceptors(new NamedInterceptor('class'))
class Orders {
  constructor(@Inject(ProducerService) readonly producer: ProducerService) {}

  @UseSendGuards(new NamedGuard('method'))
  @UseSendInterceptors(new NamedInterceptor('method'))
  @SendSync('created')
  create(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @UseSendGuards(new NamedGuard('first'), new NamedGuard('second'))
  @Foreign()
  @SendSync('around')
  @UseSendGuards(new NamedGuard('third'))
  around(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }

  @UseSendGuards(new NamedGuard('refusing', false))
  @SendSync('refused')
  refuse(id: string): Promise<Order> {
    return Promise.resolve({ id });
  }
}

@Injectable()
@UseSendGuards(new NamedGuard('subclass'))
class SpecialOrders extends Orders {}

const all = { guards: [ModuleGuard], interceptors: [ModuleInterceptor] };

describe('@UseSendGuards and @UseSendInterceptors', () => {
  it('[hooks.1] run from the module over the class to the method, guards first', async () => {
    const { app, fake } = await startApp({ providers: [Orders], rocketmq: all });
    const { answer } = fake;
    fake.answer = (message, mode) => {
      trace.push('wire');
      return answer(message, mode);
    };

    await app.get(Orders).create('a');

    expect(trace).toEqual([
      'guard module',
      'guard class',
      'guard method',
      'before module',
      'before class',
      'before method',
      'wire',
      'after method',
      'after class',
      'after module',
    ]);
  });

  it('run in the order they are written, above, below and around other decorators', async () => {
    const { app } = await startApp({ providers: [Orders] });

    await app.get(Orders).around('a');

    expect(trace.filter((line) => line.startsWith('guard'))).toEqual([
      'guard class',
      'guard first',
      'guard second',
      'guard third',
    ]);
  });

  it('are inherited: those of the base class come before those of the subclass', async () => {
    const { app } = await startApp({ providers: [SpecialOrders, Orders] });

    await app.get(SpecialOrders).create('a');
    const ofSubclass = trace.splice(0).filter((line) => line.startsWith('guard'));
    await app.get(Orders).create('a');

    expect(ofSubclass).toEqual(['guard class', 'guard subclass', 'guard method']);
    expect(trace.filter((line) => line.startsWith('guard'))).toEqual(['guard class', 'guard method']);
  });

  it('forbid the sends of their method, and of no other', async () => {
    const { app, fake } = await startApp({ providers: [Orders] });

    const error = await rejectionOf(app.get(Orders).refuse('a'));
    await app.get(Orders).create('b');

    expect(error).toMatchObject({ code: 'SEND_FORBIDDEN', topic: 'refused', forbiddenBy: 'NamedGuard' });
    expect(fake.topicsSent).toEqual(['created']);
  });

  it("[hooks.3] leave imperative sends to the module's own", async () => {
    const { app } = await startApp({ providers: [Orders], rocketmq: all });

    await app.get(Orders).producer.send('t', 'x');

    expect(trace).toEqual(['guard module', 'before module', 'after module']);
  });

  it('reach hosts that come from useFactory and useValue, and of every scope', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class TransientOrders extends Orders {}
    const value = { provide: 'value', useValue: new Orders(undefined as never) };
    const factory = {
      provide: 'factory',
      inject: [ProducerService],
      useFactory: (producer: ProducerService) => new Orders(producer),
    };
    const { app } = await startApp({ providers: [value, factory, TransientOrders] });

    const hosts = [app.get<Orders>('value'), app.get<Orders>('factory'), await app.resolve(TransientOrders)];
    for (const host of hosts) await host.create('a');

    expect(trace.filter((line) => line === 'guard method')).toHaveLength(3);
  });

  it('[hooks.4] of a controller never run on its requests, nor the guards of requests on its sends', async () => {
    @Controller()
    class Shop {
      @UseSendGuards(new NamedGuard('send'))
      @UseGuards(new NamedGuard('http'))
      @SendSync('created')
      @Get()
      create(): Promise<Order> {
        return Promise.resolve({ id: 'a' });
      }

      @UseSendGuards(new NamedGuard('send'))
      @Get('plain')
      plain(): string {
        return 'ok';
      }
    }
    const { app } = await startApp({ controllers: [Shop] });

    await request(app.getHttpServer()).get('/').expect(200);
    await request(app.getHttpServer()).get('/plain').expect(200);

    expect(trace).toEqual(['guard http', 'guard send']);
  });

  it('[hooks.28] cost other methods nothing: their sends reach the producer within the call', async () => {
    @Injectable()
    class Mixed {
      @SendAsync('plain')
      plain(): Order {
        return { id: 'a' };
      }

      @UseSendGuards(new NamedGuard('method'))
      @SendAsync('guarded')
      guarded(): Order {
        return { id: 'a' };
      }
    }
    const { app, fake } = await startApp({ providers: [Mixed] });

    app.get(Mixed).guarded();
    app.get(Mixed).plain();

    expect(fake.topicsSent).toEqual(['plain']);
    expect(fake.sendMessageHooks).toEqual([]);
  });
});

describe('classes in @UseSendGuards', () => {
  const TENANT = Symbol('tenant');

  @Injectable()
  class TenantGuard implements CanActivate {
    static made = 0;

    constructor(@Inject(TENANT) private readonly tenant: string) {
      TenantGuard.made += 1;
    }

    canActivate(context: ExecutionContext): boolean {
      trace.push(`${this.tenant} ${(context as SendExecutionContext).getTopic()}`);
      return true;
    }
  }

  @Injectable()
  class TenantOrders {
    @UseSendGuards(TenantGuard)
    @SendSync('created')
    create(id: string): Promise<Order> {
      return Promise.resolve({ id });
    }

    @UseSendGuards(TenantGuard)
    @SendSync('cancelled')
    cancel(id: string): Promise<Order> {
      return Promise.resolve({ id });
    }
  }

  const hostAs = (token: string) => ({ provide: token, useExisting: TenantOrders });

  @Module({ providers: [TenantOrders, hostAs('north'), { provide: TENANT, useValue: 'north' }] })
  class North {}

  @Module({ providers: [TenantOrders, hostAs('south'), { provide: TENANT, useValue: 'south' }, TenantGuard] })
  class South {}

  it("[hooks.2] are made once in each host's module, with what only that module has", async () => {
    TenantGuard.made = 0;
    @Module({ providers: [TenantOrders, hostAs('west'), { provide: TENANT, useValue: 'west' }] })
    class West {}
    const { app } = await startApp({ imports: [North, West] });

    await app.get<TenantOrders>('north').create('a');
    await app.get<TenantOrders>('west').create('a');
    await app.get<TenantOrders>('north').cancel('a');
    await app.get<TenantOrders>('north').create('b');

    expect(trace).toEqual(['north created', 'west created', 'north cancelled', 'north created']);
    expect(TenantGuard.made).toBe(2);
  });

  it("[hooks.2] are the host module's own provider, or else that of another module", async () => {
    TenantGuard.made = 0;
    const { app } = await startApp({ imports: [North, South] });

    await app.get<TenantOrders>('south').create('a');
    await app.get<TenantOrders>('north').create('a');

    expect(trace).toEqual(['south created', 'south created']);
    expect(TenantGuard.made).toBe(1);
  });
});

describe('a bad reference', () => {
  it('is refused when it decorates, all at once', () => {
    const error = thrownBy(() => {
      class Wrong {
        @UseSendInterceptors(undefined as never, NamedInterceptor as never, new NamedGuard('x') as never)
        create(): void {}
      }
      return Wrong;
    });

    expect(error).toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: [expect.stringContaining('number 1 is neither'), expect.stringContaining('number 3 is neither')],
    });
    expect(String(error)).toContain('@UseSendInterceptors on Wrong.create');
  });

  it('is a static method', () => {
    const error = thrownBy(() => {
      class Wrong {
        @UseSendGuards(ModuleGuard)
        static create(): void {}
      }
      return Wrong;
    });

    expect(String(error)).toContain('static methods do not publish');
  });
});
