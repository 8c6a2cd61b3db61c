/**
 * Tells brokers which producer groups live here: at once on every new connection to a master, then periodically, and
 * takes the groups back at the end. Source: client behaviour A.7 and A.8, Java `sendHeartbeatToAllBroker`.
 */
import type { ClientEventListener } from './diagnostics/client-event.js';
import { BrokerResponseError } from './errors/server-errors.js';
import { encodeHeartbeatData } from './protocol/heartbeat-data.js';
import { REQUESTS } from './protocol/requests.js';
import { RESPONSE_CODE, responseCodeName } from './protocol/response-code.js';
import type { Clock, Timer } from './remoting/clock.js';
import type { Connection } from './remoting/connection.js';
import type { RemotingClient } from './remoting/remoting-client.js';
import type { BrokerAddressTable } from './routing/broker-address-table.js';

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
   * Sends a heartbeat at once if this new connection is a master's: a broker reaches this client over the connection that
   * carried the heartbeat.
   */
  beatOn(connection: Connection): void {
    const isMaster = this.#ports.brokers.masters().some(({ address }) => address === connection.address);
    if (isMaster && this.#groups.size > 0) void this.#sendTo(connection);
  }

  /**
   * Asks a connection that has fallen silent for a sign of life: a broker that only lost one answer speaks then. Also on a
   * VIP channel, which gets no other heartbeats: sends go elsewhere meanwhile, so that nothing else would ever end it.
   */
  askSilent(connection: Connection): void {
    const isMaster = this.#ports.brokers.masterAddresses().includes(connection.address);
    if (isMaster && this.#groups.size > 0) void this.#sendTo(connection);
  }

  async #beat(): Promise<void> {
    const { remoting, brokers, clock, timeoutMs } = this.#ports;
    if (this.#groups.size > 0) {
      const deadlineAt = clock.now() + timeoutMs;
      const beats = brokers.masters().map(async ({ address }) => {
        const connection = remoting.pool.ready(address);
        // A dial ends in beatOn(), which sends the heartbeat.
        if (connection !== undefined) await this.#sendTo(connection);
        else await remoting.connect(address, deadlineAt).catch((error: Error) => this.#failed(address, error));
      });
      await Promise.all(beats);
    }
    if (!this.#isClosed) this.start();
  }

  async #sendTo(connection: Connection): Promise<void> {
    const { clientId, remoting, clock, timeoutMs } = this.#ports;
    const { address } = connection;
    const body = encodeHeartbeatData({ clientId, producerGroups: [...this.#groups] });
    try {
      const request = { definition: REQUESTS.HEART_BEAT, header: {}, body };
      const { code, remark } = await remoting.invokeOn(connection, request, clock.now() + timeoutMs);
      if (code === RESPONSE_CODE.SUCCESS) return;
      throw new BrokerResponseError({ address, responseCode: code, responseName: responseCodeName(code), remark });
    } catch (error) {
      this.#failed(address, error as Error);
    }
  }

  #failed(address: string, error: Error): void {
    if (!this.#isClosed) this.#ports.emit({ type: 'heartbeat-failed', address, error });
  }

  #masterConnections(): Connection[] {
    return this.#ports.brokers.masters().flatMap(({ address }) => this.#ports.remoting.pool.ready(address) ?? []);
  }
}
