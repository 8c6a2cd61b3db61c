// #region first-app-controller
// src/orders.controller.ts
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ProducerService, SendSync } from 'nestjs-rocketmq';

interface Order {
  id: string;
  item: string;
}

@Controller('orders')
export class OrdersController {
  constructor(private readonly producer: ProducerService) {}

  @Post()
  @SendSync('order-created', { tags: 'web', keys: (order) => order.id })
  async create(@Body() input: { item: string }): Promise<Order> {
    return { id: crypto.randomUUID(), item: input.item };
  }

  /** Asks the brokers for the messages with this key. */
  @Get(':id/messages')
  async messages(@Param('id') id: string) {
    const { client } = this.producer.unwrap();
    const { messages } = await client.admin.queryMessage('order-created', id);
    return messages.map(({ tags, keys, body }) => ({ tags, keys, body: Buffer.from(body).toString() }));
  }
}
// #endregion
