/**
 * The list of everything that publishes by decorator.
 */
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Module, Scope } from '@nestjs/common';
import { defineTopic, RocketMQBindings, SendAsync, SendBatch, SendOneway, SendSync } from '../../../lib/index.js';
import { startApp } from './test-app.js';

const TYPED = defineTopic<string>('typed');

class Base {
  @SendSync('base')
  create(): Promise<string> {
    return Promise.resolve('');
  }
}

@Injectable()
class Orders extends Base {
  @SendSync(TYPED)
  @SendAsync('stacked')
  change(): Promise<string> {
    return Promise.resolve('');
  }
}

@Controller()
class OrdersController {
  @SendOneway('looked-at')
  @Get()
  look(): string {
    return '';
  }
}

@Injectable({ scope: Scope.REQUEST })
class PerRequest extends Base {}

@Module({ providers: [Orders, { provide: 'ALSO', useExisting: Orders }], controllers: [OrdersController] })
class OrdersModule {}

@Module({
  providers: [PerRequest, { provide: 'MADE', useFactory: () => new Base() }, { provide: 'TEXT', useValue: 'x' }],
})
class OtherModule {}

@Injectable()
class Lines {
  @SendBatch('lines')
  pick(): Promise<string[]> {
    return Promise.resolve([]);
  }
}

describe('RocketMQBindings', () => {
  it('lists batches under the mode in which they go', async () => {
    const { app } = await startApp({ providers: [Lines] });

    expect(app.get(RocketMQBindings).list()).toMatchObject([
      { decorator: '@SendBatch', mode: 'SYNC', topic: 'lines', method: 'Lines.pick' },
    ]);
  });

  it('lists every publish decorator of every host, whatever its scope and however it is made', async () => {
    const { app } = await startApp({ imports: [OrdersModule, OtherModule] });

    const lines = app
      .get(RocketMQBindings)
      .list()
      .map(({ module, host, method, decorator, topic }) => `${module} ${host}: ${decorator} ${topic} of ${method}`);

    expect(lines.toSorted()).toEqual([
      'OrdersModule Orders: @SendAsync stacked of Orders.change',
      'OrdersModule Orders: @SendSync base of Base.create',
      'OrdersModule Orders: @SendSync typed of Orders.change',
      'OrdersModule OrdersController: @SendOneway looked-at of OrdersController.look',
      'OtherModule Base: @SendSync base of Base.create',
      'OtherModule PerRequest: @SendSync base of Base.create',
    ]);
  });

  it('tells mode and connection', async () => {
    const { app } = await startApp({ controllers: [OrdersController] });

    expect(app.get(RocketMQBindings).list()).toMatchObject([{ mode: 'ONEWAY', connection: 'default' }]);
  });
});
