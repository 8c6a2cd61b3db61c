/**
 * What an order is, and what may come in from outside.
 */
import { BadRequestException, type PipeTransform } from '@nestjs/common';

export interface NewOrder {
  readonly item: string;
  readonly quantity: number;
}

export interface Order extends NewOrder {
  readonly id: string;
  readonly status: 'open' | 'paid' | 'cancelled';
}

const LONGEST_ITEM = 80;
const MOST_PIECES = 1000;

/** Lets only orders through; everything else is answered with 400. */
export class NewOrderPipe implements PipeTransform<unknown, NewOrder> {
  transform(body: unknown): NewOrder {
    const { item, quantity } = (body ?? {}) as Record<keyof NewOrder, unknown>;
    if (typeof item !== 'string' || item.trim() === '' || item.length > LONGEST_ITEM) {
      throw new BadRequestException(`item must be a text of 1 to ${LONGEST_ITEM} characters`);
    }
    if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > MOST_PIECES) {
      throw new BadRequestException(`quantity must be an integer from 1 to ${MOST_PIECES}`);
    }
    return { item, quantity };
  }
}
