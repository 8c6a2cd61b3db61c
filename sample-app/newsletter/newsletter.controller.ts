/**
 * Sends a newsletter in the background and logs what became of it; takes lists of new subscribers.
 */
import { BadRequestException, Body, Controller, HttpCode, HttpStatus, Logger, Post } from '@nestjs/common';
import { ProducerService } from 'nestjs-rocketmq';
import { newsletter, type Subscriber } from './newsletter-topics.js';
import { SubscribersService } from './subscribers.service.js';

@Controller('newsletter')
export class NewsletterController {
  private readonly logger = new Logger('Newsletter');

  constructor(
    private readonly producer: ProducerService,
    private readonly subscribers: SubscribersService,
  ) {}

  /** Answers at once; exactly one method of the callback runs later. */
  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  send(@Body('text') text: unknown): { readonly accepted: true } {
    if (typeof text !== 'string' || text === '') throw new BadRequestException('text must be a text');
    this.producer.sendAsync(newsletter, text, {
      onSuccess: ({ sendStatus, msgId }) => this.logger.log(`${sendStatus} ${msgId}`),
      onException: (error) => this.logger.error(`nobody will read it: ${error.message}`),
    });
    return { accepted: true };
  }

  /** Answers with those who are new, once a broker has all of their messages. */
  @Post('subscribers')
  importSubscribers(@Body('emails') emails: unknown): Promise<readonly Subscriber[]> {
    if (!Array.isArray(emails) || !emails.every((email) => typeof email === 'string')) {
      throw new BadRequestException('emails must be a list of texts');
    }
    return this.subscribers.import(emails);
  }
}
