/**
 * Reminders that consumers get later, and that can be taken back until then. Timers and recalls are what brokers of 5.x
 * have, with `timerWheelEnable` and `recallMessageEnable`; others get a delay level, and it cannot be taken back.
 */
import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { type ErrorCode, ProducerService, RocketMQError, type SendOutcome } from 'nestjs-rocketmq';
import { OrderBook } from '../orders/order-book.service.js';
import { delayLevelFor } from './delay-levels.js';
import { paymentReminder } from './payment-topics.js';

export interface ReminderReceipt {
  readonly orderId: string;
  readonly canBeTakenBack: boolean;
}

/** A broker of 4.x, and one of 5.x whose timers are off. */
const WITHOUT_TIMERS: readonly ErrorCode[] = ['UNSUPPORTED_BY_BROKER', 'BROKER_REJECTED'];

@Injectable()
export class RemindersService {
  /** Of each order the last reminder; `undefined` if it cannot be taken back. */
  private readonly recallHandles = new Map<string, string | undefined>();

  constructor(
    private readonly book: OrderBook,
    private readonly producer: ProducerService,
  ) {}

  async remind(orderId: string, afterMs: number): Promise<ReminderReceipt> {
    const { id } = this.book.find(orderId);
    const recallHandle = recallHandleOf(await this.send(id, afterMs));
    this.recallHandles.set(id, recallHandle);
    return { orderId: id, canBeTakenBack: recallHandle !== undefined };
  }

  /** @throws {ConflictException} it is too late, or the brokers know no recall */
  async takeBack(orderId: string): Promise<{ readonly takenBack: string }> {
    if (!this.recallHandles.has(orderId)) throw new NotFoundException(`there is no reminder for ${orderId}`);
    const recallHandle = this.recallHandles.get(orderId);
    if (recallHandle === undefined) {
      throw new ConflictException(
        'it cannot be taken back: the brokers have no timers, so it was sent with a delay level',
      );
    }
    try {
      const takenBack = await this.producer.recall(paymentReminder.name, recallHandle);
      this.recallHandles.delete(orderId);
      return { takenBack };
    } catch (error) {
      if (!hasCode(error, ['BROKER_RESPONSE'])) throw error;
      throw new ConflictException('it cannot be taken back: it is too late, or recallMessageEnable=true is missing', {
        cause: error,
      });
    }
  }

  private async send(orderId: string, deliverAfterMs: number): Promise<SendOutcome> {
    try {
      return await this.producer.send(paymentReminder, { orderId }, { deliverAfterMs });
    } catch (error) {
      if (!hasCode(error, WITHOUT_TIMERS)) throw error;
      return this.producer.send(paymentReminder, { orderId }, { delayLevel: delayLevelFor(deliverAfterMs) });
    }
  }
}

function recallHandleOf(outcome: SendOutcome): string | undefined {
  return outcome.sendStatus === 'SUPPRESSED' ? undefined : outcome.recallHandle;
}

function hasCode(error: unknown, codes: readonly ErrorCode[]): boolean {
  return error instanceof RocketMQError && codes.includes(error.code);
}
