/**
 * Signs what is sent: consumers that have the key see that the shop sent it, and that nobody changed it.
 */
import { type CallHandler, Injectable, type NestInterceptor } from '@nestjs/common';
import type { SendExecutionContext } from 'nestjs-rocketmq';
import { createHmac } from 'node:crypto';
import type { Observable } from 'rxjs';
import { ShopConfig } from '../config/shop-config.service.js';

@Injectable()
export class SignatureInterceptor implements NestInterceptor {
  constructor(private readonly config: ShopConfig) {}

  intercept(context: SendExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const { body, properties } = context.getMessage();
    properties['signature'] = createHmac('sha256', this.config.paymentKey).update(body).digest('hex');
    return next.handle();
  }
}
