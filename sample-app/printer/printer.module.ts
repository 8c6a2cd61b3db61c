/**
 * Prints the shop's messages as they are stored.
 */
import { type DynamicModule, Module } from '@nestjs/common';
import type { ShopCluster } from '../cluster.js';
import { MessagePrinter } from './message-printer.service.js';
import { PRINTER_CLUSTER } from './printer.constants.js';

@Module({})
export class PrinterModule {
  static on(cluster: ShopCluster): DynamicModule {
    return { module: PrinterModule, providers: [MessagePrinter, { provide: PRINTER_CLUSTER, useValue: cluster }] };
  }
}
