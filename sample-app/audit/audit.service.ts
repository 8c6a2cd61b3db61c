/**
 * Tells the auditors, over their own connection: nobody in the shop waits for them.
 */
import { Injectable, Logger } from '@nestjs/common';
import { InjectProducer, ProducerService } from 'nestjs-rocketmq';
import type { AuditEntry } from './audit-entry.js';
import { shopAudit } from './audit-topics.js';

@Injectable()
export class AuditService {
  private readonly logger = new Logger('Audit');

  constructor(@InjectProducer('audit') private readonly producer: ProducerService) {}

  async note(entry: AuditEntry): Promise<void> {
    try {
      await this.producer.sendOneway(shopAudit, entry);
    } catch (error) {
      this.logger.error(`"${entry.what}" of ${entry.orderId} is not with the auditors: ${String(error)}`);
    }
  }
}
