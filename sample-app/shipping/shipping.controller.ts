/**
 * Parcels over HTTP.
 */
import { Controller, Param, Post } from '@nestjs/common';
import { type Observable, toArray } from 'rxjs';
import { ShippingService } from './shipping.service.js';
import type { ParcelMove } from './shipping-topics.js';

@Controller('orders/:id/parcel')
export class ShippingController {
  constructor(private readonly shipping: ShippingService) {}

  /** Nest subscribes, and answers when all moves are stored. */
  @Post()
  ship(@Param('id') id: string): Observable<readonly ParcelMove[]> {
    return this.shipping.ship(id).pipe(toArray());
  }
}
