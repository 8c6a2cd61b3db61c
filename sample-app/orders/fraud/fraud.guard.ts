/**
 * Refuses orders that are too suspicious. It stops the message, and with it the order.
 */
import { type CanActivate, Injectable } from '@nestjs/common';
import { FraudCase } from './fraud-case.js';

const HIGHEST_SCORE = 50;

@Injectable()
export class FraudGuard implements CanActivate {
  constructor(private readonly fraudCase: FraudCase) {}

  canActivate(): boolean {
    return this.fraudCase.score <= HIGHEST_SCORE;
  }
}
