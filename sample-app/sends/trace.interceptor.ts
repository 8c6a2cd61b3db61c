/**
 * A send interceptor: it runs around every send, here to add a property before and to log the time after. A batch is one
 * send with several messages.
 */
import { type CallHandler, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import type { SendExecutionContext } from 'nestjs-rocketmq';
import { type Observable, tap } from 'rxjs';
import { currentRequestId } from '../http/request-id.js';

@Injectable()
export class TraceInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Sends');

  intercept(context: SendExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const requestId = currentRequestId();
    if (requestId !== undefined) {
      for (const { properties } of context.getMessages()) properties['request-id'] = requestId;
    }
    const startedAt = performance.now();
    const log = (outcome: string): void => {
      const elapsedMs = (performance.now() - startedAt).toFixed(1);
      this.logger.log(`${context.getTopic()} ${context.getMode()} ${outcome} after ${elapsedMs} ms`);
    };
    return next.handle().pipe(tap({ complete: () => log('done'), error: (error: Error) => log(error.name) }));
  }
}
