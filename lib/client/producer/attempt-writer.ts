/**
 * Writes an attempt to its connection, a message with a timer only where it is held back: a broker without timers would
 * deliver it at once. A broker names its version in every answer; one that has not answered anything on a connection is
 * asked something first, and only that send waits for it. Source: wire protocol 9.2; refusing is ours.
 */
import { UnsupportedByBrokerError } from '../errors/server-errors.js';
import { needsTimer } from '../message/delivery-time.js';
import { FIRST_VERSION_WITH_TIMERS } from '../protocol/protocol-limits.js';
import { REQUESTS } from '../protocol/requests.js';
import type { Clock } from '../remoting/clock.js';
import type { Connection } from '../remoting/connection.js';
import type { OnewayPace } from './oneway-pace.js';
import type { OutgoingSend, SendStages } from './outgoing-send.js';

export interface AttemptWriterPorts {
  readonly clock: Clock;
  readonly onewayPace: OnewayPace;
  readonly stages: Pick<SendStages, 'connected' | 'attemptFailed'>;
}

export class AttemptWriter {
  readonly #ports: AttemptWriterPorts;

  constructor(ports: AttemptWriterPorts) {
    this.#ports = ports;
  }

  /**
   * Writes the send, unless its connection must be asked for its version first: then the send comes back as `connected` with
   * the answer, or its attempt fails.
   *
   * @throws {UnsupportedByBrokerError} UNSUPPORTED_BY_BROKER - the broker has no timers
   * @throws what `Connection.request()` and `Connection.oneway()` throw
   */
  write(send: OutgoingSend, connection: Connection): void {
    if (needsTimer(send.message) && !this.#hasTimers(connection)) this.#askVersion(send, connection);
    else if (send.mode === 'ONEWAY') this.#ports.onewayPace.write(send, connection);
    else connection.request(send, send);
  }

  /** False for a broker that has not said yet. */
  #hasTimers({ address, peerVersion }: Connection): boolean {
    if (peerVersion === undefined) return false;
    if (peerVersion < FIRST_VERSION_WITH_TIMERS) throw new UnsupportedByBrokerError(address, peerVersion);
    return true;
  }

  /** A question that every broker answers, with whatever code, on its VIP channel too. */
  #askVersion(send: OutgoingSend, connection: Connection): void {
    const { clock, stages } = this.#ports;
    const { topic, queueId, brokerName } = send;
    const request = { definition: REQUESTS.GET_MAX_OFFSET, header: { topic, queueId, brokerName }, body: undefined };
    connection.request(request, {
      sentAt: clock.now(),
      deadlineAt: send.deadlineAt,
      onResponse: () => stages.connected(send, connection),
      onFailure: (error) => stages.attemptFailed(send, error),
    });
  }
}
