import { type NewOrder, type Order, OrdersRepository } from './shop.js';
// #region send-guards
import { type CallHandler, type CanActivate, Injectable, type NestInterceptor } from '@nestjs/common';
import { type SendExecutionContext, SendSync, UseSendGuards, UseSendInterceptors } from 'nestjs-rocketmq';

@Injectable()
export class LargeOrdersGuard implements CanActivate {
  canActivate(context: SendExecutionContext): boolean {
    const { total } = context.getMessage().payload as Order;
    return total < 10_000; // false: SendForbiddenError, and nothing is on the wire
  }
}

@Injectable()
export class OriginStamp implements NestInterceptor {
  intercept(context: SendExecutionContext, next: CallHandler) {
    for (const { properties } of context.getMessages()) properties['origin'] = context.getClass().name;
    return next.handle(); // with what became of the send
  }
}

@Injectable()
@UseSendInterceptors(OriginStamp)
export class OrdersService {
  constructor(private readonly orders: OrdersRepository) {}

  @UseSendGuards(LargeOrdersGuard)
  @SendSync('order-created')
  async create(input: NewOrder): Promise<Order> {
    return this.orders.insert(input);
  }
}
// #endregion
