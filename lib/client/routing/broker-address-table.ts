/**
 * Where each broker is: what the routes advertise, and what is dialled instead where the two differ
 * (containers, tunnels). Source: client behaviour A.7.
 */
import { MASTER_BROKER_ID } from '../protocol/protocol-limits.js';
import type { TopicRouteData } from '../protocol/topic-route-data.js';

/** Advertised address (`host:port`, or `host` for all its ports) -> the address to dial. */
export type BrokerAddressMap = Readonly<Record<string, string>>;

export interface BrokerAddress {
  readonly brokerName: string;
  /** As the broker registered it (its `brokerIP1` and port). */
  readonly advertised: string;
  /** What to dial: `advertised`, or what the option `brokerAddressMap` has for it. */
  readonly address: string;
}

export class BrokerAddressTable {
  readonly #map: BrokerAddressMap;
  readonly #masters = new Map<string, BrokerAddress>();
  /** The masters by broker name; live. */
  readonly byBrokerName: ReadonlyMap<string, BrokerAddress> = this.#masters;

  constructor(map: BrokerAddressMap) {
    this.#map = map;
  }

  /** The master of a broker name, `undefined` while it has none. */
  master(brokerName: string): BrokerAddress | undefined {
    return this.#masters.get(brokerName);
  }

  masters(): readonly BrokerAddress[] {
    return [...this.#masters.values()];
  }

  /** Whatever connections to masters there may be: their VIP channels count as theirs. */
  masterAddresses(): readonly string[] {
    return this.masters().flatMap((broker) => [broker.address, this.vipAddress(broker)]);
  }

  update(route: TopicRouteData): void {
    for (const { brokerName, brokerAddrs } of route.brokerDatas) {
      const advertised = brokerAddrs.get(MASTER_BROKER_ID);
      if (advertised === undefined) this.#masters.delete(brokerName);
      else if (this.#masters.get(brokerName)?.advertised !== advertised)
        this.#masters.set(brokerName, { brokerName, advertised, address: this.dialled(advertised) });
    }
  }

  /** Forgets brokers that no route names any more. */
  keepOnly(routes: readonly TopicRouteData[]): void {
    const named = new Set(routes.flatMap(({ brokerDatas }) => brokerDatas.map(({ brokerName }) => brokerName)));
    for (const brokerName of this.#masters.keys()) if (!named.has(brokerName)) this.#masters.delete(brokerName);
  }

  /**
   * What to dial for a broker's VIP channel, two ports below the one it advertises (Java `MixAll.brokerVIPChannel`). A map
   * that names this port itself is followed; otherwise it is two below the port that is dialled.
   */
  vipAddress({ advertised, address }: BrokerAddress): string {
    return this.#map[vipChannel(advertised)] ?? vipChannel(address);
  }

  /** What to dial for an advertised address. */
  dialled(advertised: string): string {
    const exact = this.#map[advertised];
    if (exact !== undefined) return exact;
    const colon = advertised.lastIndexOf(':');
    const host = this.#map[advertised.slice(0, colon)];
    return host === undefined ? advertised : host + advertised.slice(colon);
  }
}

function vipChannel(address: string): string {
  const colon = address.lastIndexOf(':');
  return `${address.slice(0, colon)}:${Number(address.slice(colon + 1)) - 2}`;
}
