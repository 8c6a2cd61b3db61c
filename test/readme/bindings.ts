import { OrdersModule } from './features.js';
// #region bindings
import { Injectable, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { RocketMQBindings, RocketMQModule } from 'nestjs-rocketmq';

@Injectable()
export class PublishList implements OnApplicationBootstrap {
  private readonly logger = new Logger(PublishList.name);

  constructor(private readonly bindings: RocketMQBindings) {}

  onApplicationBootstrap() {
    for (const { method, decorator, topic } of this.bindings.list()) {
      this.logger.log(`${method}: ${decorator} to ${topic}`); // OrdersService.create: @SendSync to order-created
    }
  }
}

@Module({
  imports: [
    RocketMQModule.forRoot({ nameServers: ['127.0.0.1:9876'], producer: { group: 'shop' }, preflight: 'fail' }),
    OrdersModule,
  ],
  providers: [PublishList],
})
export class AppModule {}
// #endregion
