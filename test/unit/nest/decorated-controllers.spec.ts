/**
 * Publish decorators on controllers, over HTTP: above or below the route, with guards, params and every scope.
 */
import { describe, expect, it } from '@jest/globals';
import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  HttpCode,
  Inject,
  Injectable,
  Param,
  Post,
  Scope,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector, REQUEST } from '@nestjs/core';
import request from 'supertest';
import { SendAsync, SendOneway, SendSync } from '../../../lib/index.js';
import { startApp } from './test-app.js';

interface Order {
  readonly id: string;
}

@Injectable()
class RoleGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    return this.reflector.get<string>('role', context.getHandler()) !== 'nobody';
  }
}

@Controller('orders')
@UseGuards(RoleGuard)
class OrdersController {
  @Post()
  @HttpCode(202)
  @SendSync('below-route', { keys: (order) => order.id })
  create(@Body() order: Order): Promise<Order> {
    return Promise.resolve(order);
  }

  @SendAsync('above-route')
  @Get(':id')
  @SetMetadata('role', 'anybody')
  view(@Param('id') id: string): Order {
    return { id };
  }

  @Get('closed/:id')
  @SendAsync('forbidden')
  @SetMetadata('role', 'nobody')
  closed(@Param('id') id: string): Order {
    return { id };
  }

  @SendSync('failing')
  @Get('failing/:id')
  fail(@Param('id') id: string): Promise<Order> {
    return Promise.reject(new ForbiddenException(id));
  }
}

@Controller({ path: 'scoped', scope: Scope.REQUEST })
class ScopedController {
  @Get(':id')
  @SendOneway('scoped')
  view(@Param('id') id: string): Order {
    return { id };
  }
}

@Controller({ path: 'transient', scope: Scope.TRANSIENT })
class TransientController extends ScopedController {}

@Controller({ path: 'transient-per-request', scope: Scope.TRANSIENT })
class TransientPerRequestController extends ScopedController {
  constructor(@Inject(REQUEST) readonly httpRequest: unknown) {
    super();
  }
}

const controllers = [OrdersController, ScopedController, TransientController, TransientPerRequestController];
const server = async () => {
  const { app, fake } = await startApp({ controllers, providers: [RoleGuard] });
  return { http: request(app.getHttpServer()), fake };
};

describe('a publish decorator on a controller', () => {
  it('below the route publishes what the handler returns, and the route stays as it was', async () => {
    const { http, fake } = await server();

    await http.post('/orders').send({ id: 'a' }).expect(202, { id: 'a' });

    expect(fake.sent[0]).toMatchObject({ topic: 'below-route', text: '{"id":"a"}', message: { keys: 'a' } });
  });

  it('above the route too', async () => {
    const { http, fake } = await server();

    await http.get('/orders/a').expect(200, { id: 'a' });

    expect(fake.sent[0]).toMatchObject({ mode: 'ASYNC', topic: 'above-route', text: '{"id":"a"}' });
  });

  it('leaves metadata for guards, in either order: a refused request publishes nothing', async () => {
    const { http, fake } = await server();

    await http.get('/orders/closed/a').expect(403);

    expect(fake.sent).toEqual([]);
  });

  it('publishes nothing if the handler fails', async () => {
    const { http, fake } = await server();

    await http.get('/orders/failing/a').expect(403);

    expect(fake.sent).toEqual([]);
  });

  it('works on request-scoped controllers', async () => {
    const { http, fake } = await server();

    await http.get('/scoped/a').expect(200, { id: 'a' });
    await http.get('/scoped/b').expect(200, { id: 'b' });

    expect(fake.bodies).toEqual(['{"id":"a"}', '{"id":"b"}']);
  });

  it('works on transient controllers, which Nest makes without injection unless something is request-scoped', async () => {
    const { http, fake } = await server();

    await http.get('/transient/a').expect(200, { id: 'a' });
    await http.get('/transient-per-request/b').expect(200, { id: 'b' });

    expect(fake.bodies).toEqual(['{"id":"a"}', '{"id":"b"}']);
  });

  it('answers with an error if the message could not be stored', async () => {
    const { http, fake } = await server();
    fake.answer = () => Promise.reject(new Error('no broker'));

    const { status } = await http.post('/orders').send({ id: 'a' });

    expect(status).toBe(500);
  });
});
