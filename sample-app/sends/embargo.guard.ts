/**
 * A send guard: it is asked before every send, and `false` means that nothing leaves (`SendForbiddenError`).
 */
import { type CanActivate, Injectable } from '@nestjs/common';
import type { SendExecutionContext } from 'nestjs-rocketmq';
import type { Order } from '../orders/order.js';
import { EmbargoList } from './embargo-list.js';

@Injectable()
export class EmbargoGuard implements CanActivate {
  constructor(private readonly embargo: EmbargoList) {}

  canActivate(context: SendExecutionContext): boolean {
    if (context.getTopic() !== 'order-created') return true;
    const { item } = context.getMessage().payload as Order;
    return !this.embargo.has(item);
  }
}
