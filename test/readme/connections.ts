import { type NewOrder, type Order, OrdersRepository } from './shop.js';
// #region connections
import { Injectable, Module } from '@nestjs/common';
import { InjectProducer, ProducerService, RocketMQModule, SendSync } from 'nestjs-rocketmq';

@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrdersRepository,
    @InjectProducer('audit') private readonly audit: ProducerService,
  ) {}

  @SendSync('order-created')
  @SendSync('order-audit', { connection: 'audit' }) // the lower one first
  async create(input: NewOrder): Promise<Order> {
    return this.orders.insert(input);
  }

  note(text: string) {
    return this.audit.send('note', text);
  }
}

@Module({
  imports: [
    RocketMQModule.forRoot({ nameServers: ['10.0.0.1:9876'], producer: { group: 'shop' } }),
    RocketMQModule.forRoot({ name: 'audit', nameServers: ['10.1.0.1:9876'], producer: { group: 'shop' } }),
  ],
  providers: [OrdersRepository, OrdersService],
})
export class AppModule {}
// #endregion
