/**
 * Shipping.
 */
import { Module } from '@nestjs/common';
import { OrdersModule } from '../orders/orders.module.js';
import { ShippingController } from './shipping.controller.js';
import { ShippingService } from './shipping.service.js';

@Module({ imports: [OrdersModule], controllers: [ShippingController], providers: [ShippingService] })
export class ShippingModule {}
