/**
 * Orders over HTTP.
 */
import { BadRequestException, Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { SendAsync } from 'nestjs-rocketmq';
import { type NewOrder, NewOrderPipe, type Order } from './order.js';
import { OrdersService, type OrderTouch } from './orders.service.js';

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  place(@Body(NewOrderPipe) newOrder: NewOrder): Promise<Order> {
    return this.orders.place(newOrder);
  }

  /** Publish decorators work on controllers too: what is answered is what is published. */
  @Get(':id')
  @SendAsync('order-viewed', { tags: 'web', keys: (order) => order.id })
  view(@Param('id') id: string): Order {
    return this.orders.find(id);
  }

  @Post(':id/touches')
  @HttpCode(HttpStatus.ACCEPTED)
  touch(@Param('id') id: string, @Body('page') page: unknown): OrderTouch {
    if (typeof page !== 'string') throw new BadRequestException('page must be a text');
    return this.orders.touch(id, page);
  }

  @Delete(':id')
  cancel(@Param('id') id: string): Promise<Order> {
    return this.orders.cancel(id);
  }
}
