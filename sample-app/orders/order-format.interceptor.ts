/**
 * An interceptor of the orders module alone: consumers of its messages see in which format they are.
 */
import { type CallHandler, Injectable, type NestInterceptor } from '@nestjs/common';
import type { SendExecutionContext } from 'nestjs-rocketmq';
import type { Observable } from 'rxjs';

const FORMAT = '1';

@Injectable()
export class OrderFormatInterceptor implements NestInterceptor {
  intercept(context: SendExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    context.getMessage().properties['order-format'] = FORMAT;
    return next.handle();
  }
}
