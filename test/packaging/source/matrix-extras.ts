/**
 * Hosts beside the matrix: inherited and overridden methods, providers that are no plain classes, what a controller
 * returns and nobody reads.
 */
import 'reflect-metadata';
import {
  Controller,
  Get,
  Inject,
  Injectable,
  type INestApplication,
  type Provider,
  Query,
  Scope,
  type Type,
} from '@nestjs/common';
import { SendSync } from 'nestjs-rocketmq';

interface Created {
  readonly id: string;
}

export interface Extra {
  /** Also its topic. */
  readonly name: string;
  readonly providers?: readonly Provider[];
  readonly controllers?: readonly Type[];
  /** One call; resolves to what the caller got. */
  call(app: INestApplication, url: string): Promise<unknown>;
}

interface Creator {
  create(id: string): Promise<Created>;
}

/** A class with one decorated method. */
export function creatorOf(topic: string, scope = Scope.DEFAULT): Type<Creator> {
  @Injectable({ scope })
  class Decorated implements Creator {
    @SendSync(topic)
    create(id: string): Promise<Created> {
      return Promise.resolve({ id });
    }
  }
  return Decorated;
}

function provided(name: string, provider: (type: Type<Creator>) => Provider): Extra {
  return { name, providers: [provider(creatorOf(name))], call: (app) => app.get<Creator>(name).create('a') };
}

function inheriting(name: string, change: (base: Type<Creator>) => Type<Creator>): Extra {
  const type = change(creatorOf(name));
  return { name, providers: [type], call: (app) => app.get(type).create('a') };
}

const inheritedMethods = [
  inheriting('inherited', (Base) => {
    @Injectable()
    class Inheriting extends Base {}
    return Inheriting;
  }),
  inheriting('overridden-with-super', (Base) => {
    @Injectable()
    class Overriding extends Base {
      override create(id: string): Promise<Created> {
        return super.create(`${id} by super`);
      }
    }
    return Overriding;
  }),
  inheriting('overridden-without-decorator', (Base) => {
    @Injectable()
    class Silent extends Base {
      override create(id: string): Promise<Created> {
        return Promise.resolve({ id: `${id} anew` });
      }
    }
    return Silent;
  }),
  inheriting('overridden-with-decorator', (Base) => {
    @Injectable()
    class Anew extends Base {
      @SendSync('overridden-with-decorator')
      override create(id: string): Promise<Created> {
        return Promise.resolve({ id: `${id} anew` });
      }
    }
    return Anew;
  }),
];

function inheritedRoute(): Extra {
  const name = 'inherited-route';
  abstract class Base {
    @Get(name)
    @SendSync(name)
    create(@Query('id') id: string): Promise<Created> {
      return Promise.resolve({ id });
    }
  }
  @Controller()
  class Inheriting extends Base {}
  return { name, controllers: [Inheriting], call: async (_, url) => (await fetch(`${url}/${name}?id=a`)).json() };
}

function injectedTransient(): Extra {
  const name = 'transient-in-a-singleton';
  const Transient = creatorOf(name, Scope.TRANSIENT);
  @Injectable()
  class Owner {
    constructor(@Inject(Transient) readonly creator: Creator) {}
  }
  return { name, providers: [Transient, Owner], call: (app) => app.get(Owner).creator.create('a') };
}

/** Nest 12 reads it. Nest 11 answers with what JSON makes of a generator, and reads nothing. */
function unreadGenerator(): Extra {
  const name = 'generator-without-interceptor';
  @Controller()
  class Unread {
    @Get(name)
    @SendSync(name)
    async *create(): AsyncGenerator<Created> {
      yield await Promise.resolve({ id: 'a' });
    }
  }
  return { name, controllers: [Unread], call: async (_, url) => (await fetch(`${url}/${name}`)).json() };
}

export const EXTRAS: readonly Extra[] = [
  ...inheritedMethods,
  inheritedRoute(),
  provided('use-class', (type) => ({ provide: 'use-class', useClass: type })),
  provided('use-factory', (type) => ({ provide: 'use-factory', useFactory: () => new type() })),
  provided('use-value', (type) => ({ provide: 'use-value', useValue: new type() })),
  injectedTransient(),
  unreadGenerator(),
];
