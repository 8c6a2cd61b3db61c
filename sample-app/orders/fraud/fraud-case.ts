/**
 * The suspicion about one order. It is request-scoped: each send has its own, which its guard and its interceptor share, and
 * `REQUEST` is the send.
 */
import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import type { SendExecutionContext } from 'nestjs-rocketmq';
import type { Order } from '../order.js';

const PIECES_PER_POINT = 10;

@Injectable({ scope: Scope.REQUEST })
export class FraudCase {
  /** From 0 to 100. */
  readonly score: number;

  constructor(@Inject(REQUEST) send: SendExecutionContext) {
    const { quantity } = send.getMessage().payload as Order;
    this.score = Math.ceil(quantity / PIECES_PER_POINT);
  }
}
