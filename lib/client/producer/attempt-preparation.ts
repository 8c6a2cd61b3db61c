/**
 * What stands between a chosen queue and its connection: hooks that may forbid the attempt or want to see it, and the
 * compression of the body, once for all attempts. Where nothing has to be waited for, the attempt goes on in the same call.
 * Source: client behaviour B.6 steps 5 to 8; hooks come first here, so that they see the clear body.
 */
import type { Clock } from '../remoting/clock.js';
import { DeadlineTimer } from '../remoting/deadline-timer.js';
import { WaiterSet } from '../remoting/waiter-set.js';
import { isAt } from './attempt-state.js';
import type { OutgoingSend } from './outgoing-send.js';
import { type CompressionOptions, compressSend } from './send-compression.js';
import type { SendHooks } from './send-hooks.js';

export interface PreparationPorts {
  readonly clock: Clock;
  readonly hooks: SendHooks;
  readonly compression: CompressionOptions;
  /** The attempt goes on, within {@link AttemptPreparation.begin}. */
  readonly onPrepared: (send: OutgoingSend) => void;
  /** The attempt goes on, after some time. */
  readonly onPreparedLater: (send: OutgoingSend) => void;
  /** The send must not go out. */
  readonly onRefused: (send: OutgoingSend, error: Error) => void;
  /** Hooks or compression took until the send's deadline. */
  readonly onExpired: (send: OutgoingSend) => void;
}

export class AttemptPreparation {
  readonly #ports: PreparationPorts;
  readonly #waiting = new WaiterSet<OutgoingSend>();
  readonly #deadlines: DeadlineTimer;

  constructor(ports: PreparationPorts) {
    this.#ports = ports;
    this.#deadlines = new DeadlineTimer(ports.clock, (now) => this.#waiting.expire(now, ports.onExpired));
  }

  /** Calls exactly one of the ports, unless the send ends before. */
  begin(send: OutgoingSend): void {
    const { onPrepared, onPreparedLater, onRefused } = this.#ports;
    let work: Promise<void> | undefined;
    try {
      work = this.#work(send);
    } catch (error) {
      onRefused(send, error as Error);
      return;
    }
    if (send.isSettled) return; // A hook ended it.
    if (work === undefined) onPrepared(send);
    else this.#wait(send, work, { onPreparedLater, onRefused });
  }

  /** Nobody waits for this send any more. */
  forget(send: OutgoingSend): void {
    if (send.extras.isInPreparation) send.ownExtras.isInPreparation = false;
    if (this.#waiting.remove(send) && this.#waiting.size === 0) this.#deadlines.cancel();
  }

  #work(send: OutgoingSend): Promise<void> | undefined {
    const { hooks, compression } = this.#ports;
    const { attempt } = send;
    const telling = hooks.isEmpty ? undefined : hooks.before(send);
    if (telling === undefined) return compressSend(send, compression);
    return telling.then(() => (isAt(send, attempt) ? compressSend(send, compression) : undefined));
  }

  #wait(
    send: OutgoingSend,
    work: Promise<void>,
    { onPreparedLater, onRefused }: Pick<PreparationPorts, 'onPreparedLater' | 'onRefused'>,
  ): void {
    const { attempt } = send;
    send.deadlineAt = send.expiresAt;
    send.ownExtras.isInPreparation = true;
    this.#waiting.add(send);
    this.#deadlines.note(send.deadlineAt);
    const goOn = (next: () => void): void => {
      if (!isAt(send, attempt)) return;
      this.forget(send);
      next();
    };
    work.then(
      () => goOn(() => onPreparedLater(send)),
      (error: Error) => goOn(() => onRefused(send, error)),
    );
  }
}
