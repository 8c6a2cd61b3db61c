import { SendAsync } from 'nestjs-rocketmq';
// #region async-local-storage
import { AsyncLocalStorage } from 'node:async_hooks';
import { type CallHandler, Injectable, Module, type NestInterceptor } from '@nestjs/common';
import { RocketMQModule, type SendExecutionContext } from 'nestjs-rocketmq';

export const tenants = new AsyncLocalStorage<string>(); // a middleware does tenants.run(tenant, next)

@Injectable()
export class TenantStamp implements NestInterceptor {
  intercept(context: SendExecutionContext, next: CallHandler) {
    const tenant = tenants.getStore();
    if (tenant !== undefined) for (const { properties } of context.getMessages()) properties['tenant'] = tenant;
    return next.handle();
  }
}

@Module({
  imports: [
    RocketMQModule.forRoot({
      nameServers: ['127.0.0.1:9876'],
      producer: { group: 'shop' },
      interceptors: [TenantStamp],
    }),
  ],
  providers: [TenantStamp],
})
export class AppModule {}
// #endregion

@Injectable()
export class Views {
  @SendAsync('viewed', { onSuccess: (_outcome, _result, _page, called) => called(tenants.getStore()) })
  view(page: string, _called: (tenant: string | undefined) => void): string {
    return page;
  }
}
