/**
 * Prints the shop's messages as they are stored.
 */
import { Module } from '@nestjs/common';
import { MessagePrinter } from './message-printer.service.js';

@Module({ providers: [MessagePrinter] })
export class PrinterModule {}
