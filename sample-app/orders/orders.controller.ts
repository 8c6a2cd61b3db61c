/**
 * Orders over HTTP. Publish decorators work on controllers too, below the route and above it.
 */
import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Logger,
  Param,
  Post,
} from '@nestjs/common';
import { SendAsync, SendOneway } from 'nestjs-rocketmq';
import { OrderBook } from './order-book.service.js';
import { OrderReplay } from './order-replay.service.js';
import { type NewOrder, NewOrderPipe, type Order } from './order.js';
import { orderTouched, type OrderTouch, orderViewed } from './order-topics.js';
import { OrdersService } from './orders.service.js';

const logger = new Logger('Orders');

@Controller('orders')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly book: OrderBook,
    private readonly orderReplay: OrderReplay,
  ) {}

  @Post()
  place(@Body(NewOrderPipe) newOrder: NewOrder): Promise<Order> {
    return this.orders.place(newOrder);
  }

  /** Answered is the order, published is the view, and only while somebody may still be won over. */
  @Get(':id')
  @SendAsync(orderViewed, {
    when: (order) => order.status === 'open',
    body: (order) => ({ id: order.id, at: new Date().toISOString() }),
    onException: (error, order) => logger.warn(`nobody knows that ${order.id} was looked at: ${error.message}`),
  })
  view(@Param('id') id: string): Order {
    return this.book.find(id);
  }

  /** Worth a message, but not worth waiting for one: what is answered is what is published. */
  @SendOneway(orderTouched)
  @Post(':id/touches')
  @HttpCode(HttpStatus.ACCEPTED)
  touch(@Param('id') id: string, @Body('page') page: unknown): OrderTouch {
    if (typeof page !== 'string') throw new BadRequestException('page must be a text');
    return { id: this.book.find(id).id, page, at: new Date().toISOString() };
  }

  @Delete(':id')
  cancel(@Param('id') id: string): Promise<Order> {
    return this.orders.cancel(id);
  }

  @Post('replays')
  async replay(): Promise<{ readonly replayed: readonly string[] }> {
    const replayed: string[] = [];
    for await (const { id } of this.orderReplay.replay()) replayed.push(id);
    return { replayed };
  }
}
