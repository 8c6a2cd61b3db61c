/**
 * An interceptor of each attempt on the wire, when the broker is known. A consumer that gets a payment twice sees that the
 * shop tried twice.
 */
import { type CallHandler, Injectable, type NestInterceptor } from '@nestjs/common';
import { SendEnhancer, type SendExecutionContext } from 'nestjs-rocketmq';
import type { Observable } from 'rxjs';

@Injectable()
@SendEnhancer({ phase: 'attempt' })
export class AttemptStampInterceptor implements NestInterceptor {
  intercept({ attempt }: SendExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    if (attempt !== undefined && 'addProperty' in attempt) {
      attempt.addProperty('attempt', `${attempt.attempt} to ${attempt.messageQueue.brokerName}`);
    }
    return next.handle();
  }
}
