/**
 * Tells brokers which producer groups live here: at once on every new connection to a master, then periodically, and
 * takes the groups back at the end. Source: client behaviour A.7 and A.8, Java `sendHeartbeatToAllBroker`.
 */
import type { ClientEventListener } from './diagnostics/client-event.js';
import { encodeHeartbeatData } from './protocol/heartbeat-data.js';
import { REQUESTS } from './protocol/requests.js';
import type { Clock, Timer } from './remoting/clock.js';
import type { Connection } from './remoting/connection.js';
import type { RemotingClient } from './remoting/remoting-client.js';
import type { BrokerAddressTable } from './routing/broker-address-table.js';
import { refuseFailure } from './routing/broker-answer.js';

export interface HeartbeatPorts {
  readonly clientId: string;
  readonly remoting: RemotingClient;
  readonly brokers: BrokerAddressTable;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly emit: ClientEventListener;
}

/** How long closing waits for a broker's farewell, in milliseconds. */
const GOODBYE_TIMEOUT_MS = 1000;

export class HeartbeatTask {
  readonly #ports: HeartbeatPorts;
  readonly #groups = new Set<string>();
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(ports: HeartbeatPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#timer = this.#ports.clock.setBackgroundTimer(() => void this.#beat(), this.#ports.intervalMs);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  /** Tells the brokers that are connected now of a new group; the others hear of it when they are connected. */
  addGroup(group: string): void {
    this.#groups.add(group);
    for (const connection of this.#masterConnections()) void this.#sendTo(connection);
  }

  /** Takes a group back from every connected broker; one that does not answer in time forgets it by itself in 120 s. */
  async removeGroup(group: string): Promise<void> {
    if (!this.#groups.delete(group)) return;
    const { clientId, remoting, clock } = this.#ports;
    const header = { producerGroup: group, consumerGroup: undefined, clientId };
    const deadlineAt = clock.now() + GOODBYE_TIMEOUT_MS;
    const goodbyes = this.#masterConnections().map((connection) =>
      remoting.invokeOn(connection, { definition: REQUESTS.UNREGISTER_CLIENT, header }, deadlineAt),
    );
    await Promise.allSettled(goodbyes);
  }

  /**
   * A connection is new: a broker reaches this client over the one that carried the heartbeat, which is never its VIP
   * channel. So where that came first, its other port is dialled.
   */
  beatOn(connection: Connection): void {
    if (this.#groups.size === 0) return;
    if (this.#isMaster(connection)) void this.#sendTo(connection);
    const master = this.#masterBehindVip(connection);
    if (master !== undefined && this.#ports.remoting.pool.ready(master) === undefined) void this.#dial(master);
  }

  /** A connection has fallen silent: a broker that only lost one answer speaks now. */
  askForLife(connection: Connection): void {
    if (this.#groups.size === 0) return;
    if (this.#isMaster(connection)) void this.#sendTo(connection);
    // Without groups, or the broker would take the VIP channel for theirs.
    else if (this.#masterBehindVip(connection) !== undefined) void this.#sendTo(connection, []);
  }

  async #beat(): Promise<void> {
    const { remoting, brokers } = this.#ports;
    if (this.#groups.size > 0) {
      const beats = brokers.masters().map(async ({ address }) => {
        const connection = remoting.pool.ready(address);
        await (connection === undefined ? this.#dial(address) : this.#sendTo(connection));
      });
      await Promise.all(beats);
    }
    if (!this.#isClosed) this.start();
  }

  /** A dial ends in {@link beatOn}, which sends the heartbeat. */
  async #dial(address: string): Promise<void> {
    const { remoting, clock, timeoutMs } = this.#ports;
    try {
      await remoting.connect(address, clock.now() + timeoutMs);
    } catch (error) {
      this.#failed(address, error as Error);
    }
  }

  async #sendTo(connection: Connection, producerGroups: readonly string[] = [...this.#groups]): Promise<void> {
    const { clientId, remoting, clock, timeoutMs } = this.#ports;
    const { address } = connection;
    const body = encodeHeartbeatData({ clientId, producerGroups });
    try {
      const request = { definition: REQUESTS.HEART_BEAT, header: {}, body };
      const response = await remoting.invokeOn(connection, request, clock.now() + timeoutMs);
      refuseFailure({ address, response });
    } catch (error) {
      this.#failed(address, error as Error);
    }
  }

  #failed(address: string, error: Error): void {
    if (!this.#isClosed) this.#ports.emit({ type: 'heartbeat-failed', address, error });
  }

  #isMaster({ address }: Connection): boolean {
    return this.#ports.brokers.masters().some((master) => master.address === address);
  }

  /** The address of the master whose VIP channel this is. */
  #masterBehindVip({ address }: Connection): string | undefined {
    const { brokers } = this.#ports;
    return brokers.masters().find((master) => brokers.vipAddress(master) === address)?.address;
  }

  #masterConnections(): Connection[] {
    return this.#ports.brokers.masters().flatMap(({ address }) => this.#ports.remoting.pool.ready(address) ?? []);
  }
}
