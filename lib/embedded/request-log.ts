/**
 * What arrived at the servers: the latest requests, and counters over all of them.
 */
import { isOneway, type RemotingCommand } from '../client/protocol/remoting-command.js';
import type { ExtFields } from '../client/protocol/remoting-command.js';
import type { RequestName } from './exchange.js';

/** One request as it arrived. */
export interface RecordedRequest {
  /** Name of the server: `broker-a`, `name-server`. */
  readonly server: string;
  readonly code: number;
  /** `undefined` for a request that the embedded servers do not know. */
  readonly name: RequestName | undefined;
  readonly oneway: boolean;
  readonly opaque: number;
  readonly language: string | undefined;
  readonly version: number;
  /** Header fields as they travelled. */
  readonly extFields: ExtFields;
  readonly bodyBytes: number;
  /** `ip:port` of the client's end of the connection. */
  readonly from: string;
}

/** Server name -> request name, or code for an unknown one -> number of requests. */
export type RequestCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

const NO_FIELDS: ExtFields = {};

export class RequestLog {
  readonly #capacity: number;
  readonly #latest: RecordedRequest[] = [];
  readonly #counts = new Map<string, Map<string, number>>();
  /** Where the next request goes once the list is full: the place of the oldest. */
  #next = 0;

  /** @param capacity - how many of the latest requests are kept */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  record(server: string, name: RequestName | undefined, command: RemotingCommand, from: string): void {
    const { code, opaque, language, version, extFields = NO_FIELDS, body } = command;
    this.#count(server, name ?? String(code));
    const bodyBytes = body?.length ?? 0;
    this.#latest[this.#next] = {
      server,
      code,
      name,
      oneway: isOneway(command),
      opaque,
      language,
      version,
      extFields,
      bodyBytes,
      from,
    };
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The latest requests, oldest first. */
  latest(): readonly RecordedRequest[] {
    return this.#latest.length < this.#capacity
      ? [...this.#latest]
      : [...this.#latest.slice(this.#next), ...this.#latest.slice(0, this.#next)];
  }

  /** All requests since the start, those not kept included. */
  counts(): RequestCounts {
    return Object.fromEntries([...this.#counts].map(([server, counts]) => [server, Object.fromEntries(counts)]));
  }

  #count(server: string, request: string): void {
    let counts = this.#counts.get(server);
    if (counts === undefined) this.#counts.set(server, (counts = new Map<string, number>()));
    counts.set(request, (counts.get(request) ?? 0) + 1);
  }
}
