/**
 * The callback of decorators that tell the auditors: counts what is stored, and logs what is not.
 */
import { Injectable, Logger } from '@nestjs/common';
import type { SendOutcomeCallback } from 'nestjs-rocketmq';

@Injectable()
export class AuditOutcomes implements SendOutcomeCallback {
  private readonly logger = new Logger('Audit');
  private storedCount = 0;
  private failedCount = 0;

  get counts(): { readonly stored: number; readonly failed: number } {
    return { stored: this.storedCount, failed: this.failedCount };
  }

  onSuccess(): void {
    this.storedCount += 1;
  }

  onException(error: Error): void {
    this.failedCount += 1;
    this.logger.error(`an entry is not with the auditors: ${error.message}`);
  }
}
