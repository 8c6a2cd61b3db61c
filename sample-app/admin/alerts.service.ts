/**
 * Listens to single events: here, to the one that a person should hear of.
 */
import { Injectable, Logger } from '@nestjs/common';
import { OnRocketMQEvent, type RocketMQEventOf } from 'nestjs-rocketmq';

@Injectable()
export class Alerts {
  private readonly logger = new Logger('Alerts');

  @OnRocketMQEvent('send-status')
  storedUnsafely({ topic, messageId, status }: RocketMQEventOf<'send-status'>): void {
    this.logger.warn(`message ${messageId} of ${topic} may be lost with its broker: ${status}`);
  }
}
