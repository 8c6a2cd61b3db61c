/**
 * Lets consumers know how suspicious an order was.
 */
import { type CallHandler, Injectable, type NestInterceptor } from '@nestjs/common';
import type { SendExecutionContext } from 'nestjs-rocketmq';
import type { Observable } from 'rxjs';
import { FraudCase } from './fraud-case.js';

@Injectable()
export class FraudScoreInterceptor implements NestInterceptor {
  constructor(private readonly fraudCase: FraudCase) {}

  intercept(context: SendExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    context.getMessage().properties['fraud-score'] = String(this.fraudCase.score);
    return next.handle();
  }
}
