/**
 * Sends a newsletter in the background and logs what became of it; takes lists of new subscribers.
 */
import { BadRequestException, Body, Controller, HttpCode, HttpStatus, Logger, Post } from '@nestjs/common';
import { ProducerService } from 'nestjs-rocketmq';
import { type Subscriber, SubscribersService } from './subscribers.service.js';

const EMAIL = /^\S+@\S+$/;

@Controller('newsletter')
export class NewsletterController {
  private readonly logger = new Logger('Newsletter');

  constructor(
    private readonly producer: ProducerService,
    private readonly subscribers: SubscribersService,
  ) {}

  /** Answers at once; exactly one method of the callback runs later. A text is sent as it is, without JSON. */
  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  send(@Body('text') text: unknown): { readonly accepted: true } {
    if (typeof text !== 'string' || text === '') throw new BadRequestException('text must be a text');
    this.producer.sendAsync('newsletter', text, {
      onSuccess: ({ sendStatus, msgId }) => this.logger.log(`${sendStatus} ${msgId}`),
      onException: (error) => this.logger.error(`nobody will read it: ${error.message}`),
    });
    return { accepted: true };
  }

  /** Answers with those who are new, once a broker has all of their messages. */
  @Post('subscribers')
  importSubscribers(@Body('emails') emails: unknown): Promise<readonly Subscriber[]> {
    if (!Array.isArray(emails) || !emails.every(isEmail))
      throw new BadRequestException('emails must be a list of them');
    return this.subscribers.import(emails);
  }
}

function isEmail(value: unknown): value is string {
  return typeof value === 'string' && EMAIL.test(value);
}
