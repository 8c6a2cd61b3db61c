/**
 * A hook of the native client, from DI: it sees each attempt on the wire, here to count them by broker.
 */
import { Injectable } from '@nestjs/common';
import type { SendMessageContext, SendMessageHook } from 'nestjs-rocketmq';

export interface AttemptCounts {
  readonly succeeded: number;
  readonly failed: number;
}

@Injectable()
export class AttemptCounter implements SendMessageHook {
  private readonly countsOf = new Map<string, AttemptCounts>();

  sendMessageAfter({ messageQueue: { brokerName }, error }: SendMessageContext): void {
    const { succeeded, failed } = this.countsOf.get(brokerName) ?? { succeeded: 0, failed: 0 };
    const counts = error === undefined ? { succeeded: succeeded + 1, failed } : { succeeded, failed: failed + 1 };
    this.countsOf.set(brokerName, counts);
  }

  byBroker(): Readonly<Record<string, AttemptCounts>> {
    return Object.fromEntries(this.countsOf);
  }
}
