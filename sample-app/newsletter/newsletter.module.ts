/**
 * The newsletter.
 */
import { Module } from '@nestjs/common';
import { RocketMQModule } from 'nestjs-rocketmq';
import { NewsletterController } from './newsletter.controller.js';
import { newsletter } from './newsletter-topics.js';
import { SubscribersService } from './subscribers.service.js';

@Module({
  imports: [RocketMQModule.forFeature({ topics: [newsletter] })],
  controllers: [NewsletterController],
  providers: [SubscribersService],
})
export class NewsletterModule {}
