/**
 * What the shop must not sell.
 */
import { Injectable } from '@nestjs/common';

@Injectable()
export class EmbargoList {
  private readonly items: ReadonlySet<string> = new Set(['ivory', 'uranium']);

  has(item: string): boolean {
    return this.items.has(item.toLowerCase());
  }
}
