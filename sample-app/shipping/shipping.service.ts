/**
 * Sends parcels on their way.
 */
import { Injectable } from '@nestjs/common';
import { SendSync } from 'nestjs-rocketmq';
import { from, map, type Observable } from 'rxjs';
import { OrderBook } from '../orders/order-book.service.js';
import { parcelMoved, type ParcelMove } from './shipping-topics.js';

const PLACES = ['packed', 'handed over', 'on the road'] as const;

@Injectable()
export class ShippingService {
  constructor(private readonly book: OrderBook) {}

  /** Each element is a message: the next one goes when the one before it is stored, and subscribers get what is stored. */
  @SendSync(parcelMoved)
  ship(orderId: string): Observable<ParcelMove> {
    const { id } = this.book.find(orderId);
    return from(PLACES).pipe(map((place) => ({ orderId: id, place })));
  }
}
