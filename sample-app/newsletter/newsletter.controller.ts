/**
 * Sends a newsletter in the background and logs what became of it.
 */
import { BadRequestException, Body, Controller, HttpCode, HttpStatus, Logger, Post } from '@nestjs/common';
import { ProducerService } from 'nestjs-rocketmq';

@Controller('newsletter')
export class NewsletterController {
  private readonly logger = new Logger('Newsletter');

  constructor(private readonly producer: ProducerService) {}

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
}
