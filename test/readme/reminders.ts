import { Injectable } from '@nestjs/common';
import { ProducerService } from 'nestjs-rocketmq';
import type { Order } from './shop.js';

// #region delivery-times
@Injectable()
export class RemindersService {
  constructor(private readonly producer: ProducerService) {}

  async remind(order: Order) {
    const outcome = await this.producer.send('reminder', order, { deliverAfterMs: 3_600_000 });
    return outcome.sendStatus === 'SUPPRESSED' ? undefined : outcome.recallHandle;
  }

  forget(recallHandle: string) {
    return this.producer.recall('reminder', recallHandle); // before it is due
  }
}
// #endregion
