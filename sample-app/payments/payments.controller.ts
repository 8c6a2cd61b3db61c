/**
 * Payments and their reminders over HTTP.
 */
import { BadRequestException, Body, Controller, Delete, Param, Post } from '@nestjs/common';
import type { Payment } from './payment-topics.js';
import { PaymentsService } from './payments.service.js';
import { type ReminderReceipt, RemindersService } from './reminders.service.js';

/** Timers are exact to a second. */
const SHORTEST_MS = 1000;
/** Brokers take timers up to three days ahead, by default. */
const LONGEST_MS = 3 * 24 * 3_600_000;

@Controller('orders/:id')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly reminders: RemindersService,
  ) {}

  @Post('payment')
  pay(@Param('id') id: string, @Body('buyer') buyer: unknown): Promise<Payment> {
    if (typeof buyer !== 'string' || buyer === '') throw new BadRequestException('buyer must be a text');
    return this.payments.pay(id, buyer);
  }

  @Post('reminder')
  remind(@Param('id') id: string, @Body('afterMs') afterMs: unknown): Promise<ReminderReceipt> {
    if (typeof afterMs !== 'number' || !(afterMs >= SHORTEST_MS && afterMs <= LONGEST_MS)) {
      throw new BadRequestException(`afterMs must be a number from ${SHORTEST_MS} to ${LONGEST_MS}`);
    }
    return this.reminders.remind(id, afterMs);
  }

  @Delete('reminder')
  takeBack(@Param('id') id: string): Promise<{ readonly takenBack: string }> {
    return this.reminders.takeBack(id);
  }
}
