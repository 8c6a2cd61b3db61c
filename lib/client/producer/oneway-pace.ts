/**
 * How fast one-way sends follow each other to brokers that refuse some of them: nobody waits for an answer, so without
 * this a flood would go on while the broker throws a third of it away. Every other broker is left alone.
 * The rule of one broker is in oneway-lane.ts.
 */
import type { Clock } from '../remoting/clock.js';
import type { Connection } from '../remoting/connection.js';
import type { ConnectionPool } from '../remoting/connection-pool.js';
import { OnewayLane } from './oneway-lane.js';
import type { OutgoingSend } from './outgoing-send.js';

export interface OnewayPacePorts {
  readonly pool: ConnectionPool;
  readonly clock: Clock;
}

export class OnewayPace {
  readonly #ports: OnewayPacePorts;
  /** By address: brokers that refused a one-way send lately. */
  readonly #lanes = new Map<string, OnewayLane>();

  constructor(ports: OnewayPacePorts) {
    this.#ports = ports;
  }

  /** A broker refused a one-way send. */
  rejected(address: string): void {
    const now = this.#ports.clock.now();
    for (const [other, lane] of this.#lanes) if (lane.isFree(now)) this.#lanes.delete(other);
    let lane = this.#lanes.get(address);
    if (lane === undefined) {
      lane = new OnewayLane(address, { clock: this.#ports.clock, onTurn: (send) => this.#turnCame(address, send) });
      this.#lanes.set(address, lane);
    }
    lane.slowDown(now);
  }

  /**
   * Writes a one-way send, or lets it wait for its turn until its deadline.
   *
   * @throws what `connection.oneway()` throws
   */
  write(send: OutgoingSend, connection: Connection): void {
    const lane = this.#lanes.size === 0 ? undefined : this.#lanes.get(connection.address);
    if (lane === undefined || lane.takeTurn(this.#ports.clock.now())) connection.oneway(send, send);
    else lane.wait(send);
  }

  /** Fails what still waits; leaves no timer behind. */
  close(error: Error): void {
    for (const lane of this.#lanes.values()) lane.close(error);
    this.#lanes.clear();
  }

  /** The connection may have gone while the send waited. */
  #turnCame(address: string, send: OutgoingSend): void {
    const connection = this.#ports.pool.ready(address);
    if (connection === undefined) {
      this.#ports.pool.connect(address, send);
      return;
    }
    try {
      connection.oneway(send, send);
    } catch (error) {
      send.onFailure(error as Error);
    }
  }
}
