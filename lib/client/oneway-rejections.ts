/**
 * Tells of one-way sends that brokers refused: the first one at once, what follows once a second, by broker.
 */
import type { ClientEventListener } from './diagnostics/client-event.js';
import type { RemotingCommand } from './protocol/remoting-command.js';
import { responseCodeName } from './protocol/response-code.js';
import type { Clock, Timer } from './remoting/clock.js';

/** What has not been told yet of one broker. */
interface Burst {
  count: number;
  last: RemotingCommand;
  timer: Timer;
}

const TOLD_EVERY_MS = 1000;

export class OnewayRejections {
  readonly #clock: Clock;
  readonly #emit: ClientEventListener;
  readonly #bursts = new Map<string, Burst>();

  constructor(clock: Clock, emit: ClientEventListener) {
    this.#clock = clock;
    this.#emit = emit;
  }

  note(address: string, response: RemotingCommand): void {
    const burst = this.#bursts.get(address);
    if (burst === undefined) {
      this.#tell(address, response, 1);
      this.#bursts.set(address, { count: 0, last: response, timer: this.#timer(address) });
      return;
    }
    burst.count += 1;
    burst.last = response;
  }

  /** Tells what has not been told; leaves no timer behind. */
  close(): void {
    for (const [address, { count, last, timer }] of this.#bursts) {
      timer.cancel();
      if (count > 0) this.#tell(address, last, count);
    }
    this.#bursts.clear();
  }

  #timer(address: string): Timer {
    return this.#clock.setBackgroundTimer(() => this.#secondOver(address), TOLD_EVERY_MS);
  }

  #secondOver(address: string): void {
    const burst = this.#bursts.get(address);
    if (burst === undefined || burst.count === 0) {
      this.#bursts.delete(address);
      return;
    }
    this.#tell(address, burst.last, burst.count);
    burst.count = 0;
    burst.timer = this.#timer(address);
  }

  #tell(address: string, { code, remark }: RemotingCommand, count: number): void {
    this.#emit({
      type: 'oneway-rejected',
      address,
      responseCode: code,
      responseName: responseCodeName(code),
      remark,
      count,
    });
  }
}
