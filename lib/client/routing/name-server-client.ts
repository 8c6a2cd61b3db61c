/**
 * Asks the name servers for routes: one of them at a time, the next one when it fails, round after round until the
 * deadline. Source: client behaviour E.3; trying all servers within one call is ours (Java 5.x tries exactly one).
 */
import { type NameServerFailure, NameServerUnreachableError } from '../errors/server-errors.js';
import { AUTO_CREATE_TOPIC } from '../protocol/protocol-limits.js';
import { bodyText } from '../protocol/remoting-command.js';
import { REQUESTS } from '../protocol/requests.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import { parseTopicRouteData, type TopicRouteData } from '../protocol/topic-route-data.js';
import type { Clock } from '../remoting/clock.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import { refuseFailure } from './broker-answer.js';

/** A route with the text it was read from, by which a change is noticed. */
export interface FetchedRoute {
  readonly route: TopicRouteData;
  readonly text: string;
}

/** What is known about one name server without asking it. */
export interface NameServerRecord {
  readonly address: string;
  /** How its last question ended; `unknown` until it was asked: only one of them is asked while it answers. */
  readonly state: 'unknown' | 'reachable' | 'unreachable';
  /** How long ago it last answered, in milliseconds; `undefined` if it never did. */
  readonly sinceAnswerMs: number | undefined;
}

/** What is known about the name servers without asking. */
export interface NameServerStatus {
  /** `unknown` until one of them was asked. */
  readonly state: 'unknown' | 'reachable' | 'unreachable';
  /** Each of them, in the order of the option. */
  readonly servers: readonly NameServerRecord[];
  /** The last failure of each address that failed since one of them last answered. */
  readonly failures: readonly NameServerFailure[];
}

/** The least time a server gets for one answer while others wait for their turn, in milliseconds. */
const LEAST_TRY_MS = 50;
/** Pause after a round in which all servers failed, in milliseconds; dead addresses have the pool's gap besides. */
const ROUND_GAP_MS = 20;

export class NameServerClient {
  readonly #addresses: readonly string[];
  readonly #remoting: RemotingClient;
  readonly #clock: Clock;
  readonly #failures = new Map<string, Error>();
  /** By address: how the last question ended, and when the last answer came. */
  readonly #records = new Map<string, { isReachable: boolean; answeredAt: number | undefined }>();
  readonly #askedAgain = new Set<string>();
  #state: NameServerStatus['state'] = 'unknown';
  #chosen: number;
  #isClosed = false;
  readonly #pauses = new Set<() => void>();

  /** @param start - which address is asked first; Java chooses at random */
  constructor(addresses: readonly string[], ports: { remoting: RemotingClient; clock: Clock; start: number }) {
    this.#addresses = addresses;
    this.#remoting = ports.remoting;
    this.#clock = ports.clock;
    this.#chosen = ports.start % addresses.length;
  }

  get status(): NameServerStatus {
    const servers = this.#addresses.map((address) => this.#record(address));
    return { state: this.#state, servers, failures: this.#failureList() };
  }

  /**
   * The route of a topic, `undefined` if the name server does not know the topic.
   *
   * @param deadline - may move back while the question is open: those who join a question extend it
   * @throws {NameServerUnreachableError} NO_NAME_SERVER - no server answered before the deadline
   */
  async fetchRoute(topic: string, deadline: { readonly deadlineAt: number }): Promise<FetchedRoute | undefined> {
    for (;;) {
      for (let tried = 0; tried < this.#addresses.length; tried++) {
        const leftMs = deadline.deadlineAt - this.#clock.now();
        if (leftMs <= 0 || this.#isClosed) throw this.unreachable();
        const shareMs = Math.max(LEAST_TRY_MS, leftMs / (this.#addresses.length - tried));
        const address = this.#addresses[this.#chosen] as string;
        try {
          const route = await this.#ask(address, topic, this.#clock.now() + Math.min(leftMs, shareMs));
          this.#noteAnswer(address);
          return route;
        } catch (error) {
          this.#noteFailure(address, error as Error);
        }
      }
      await this.#pause();
    }
  }

  /**
   * Asks those whose last question failed, in the background: while another one answers, nobody would find out that they
   * are back, nor while nothing is sent. Ours: Java's client switches its own scan (`scanAvailableNameSrv`) off.
   */
  askFailedAgain(timeoutMs: number): void {
    for (const [address, { isReachable }] of this.#records) {
      if (!isReachable && !this.#askedAgain.has(address)) void this.#askAgain(address, timeoutMs);
    }
  }

  /** Ends every open question; leaves no timer behind. */
  close(): void {
    this.#isClosed = true;
    for (const endPause of this.#pauses) endPause();
  }

  /** The error that names every address and how it failed last; one without a failure has not answered yet. */
  unreachable(): NameServerUnreachableError {
    const failures = this.#addresses.map((address) => ({
      address,
      error: this.#failures.get(address) ?? new Error('no answer yet'),
    }));
    return new NameServerUnreachableError(failures);
  }

  async #ask(address: string, topic: string, deadlineAt: number): Promise<FetchedRoute | undefined> {
    const definition = REQUESTS.GET_ROUTEINFO_BY_TOPIC;
    const response = await this.#remoting.invoke({ address, definition, header: { topic }, deadlineAt });
    if (response.code === RESPONSE_CODE.TOPIC_NOT_EXIST) return undefined;
    refuseFailure({ address, response });
    const text = bodyText(response);
    return { route: parseTopicRouteData(text), text };
  }

  async #askAgain(address: string, timeoutMs: number): Promise<void> {
    this.#askedAgain.add(address);
    try {
      await this.#ask(address, AUTO_CREATE_TOPIC, this.#clock.now() + timeoutMs);
      this.#noteAnswer(address);
    } catch (error) {
      this.#noteFailure(address, error as Error);
    }
    this.#askedAgain.delete(address);
  }

  #pause(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const endPause = (): void => {
        timer.cancel();
        this.#pauses.delete(endPause);
        resolve();
      };
      const timer = this.#clock.setTimer(endPause, ROUND_GAP_MS);
      this.#pauses.add(endPause);
    });
  }

  #noteAnswer(address: string): void {
    this.#records.set(address, { isReachable: true, answeredAt: this.#clock.now() });
    this.#state = 'reachable';
    this.#failures.clear();
  }

  #noteFailure(address: string, error: Error): void {
    this.#failures.set(address, error);
    this.#records.set(address, { isReachable: false, answeredAt: this.#records.get(address)?.answeredAt });
    // Of several questions that fail on one server, the first moves on; the others would skip the next server.
    if (this.#addresses[this.#chosen] === address) this.#chosen = (this.#chosen + 1) % this.#addresses.length;
    if (this.#failures.size === this.#addresses.length) this.#state = 'unreachable';
  }

  #record(address: string): NameServerRecord {
    const record = this.#records.get(address);
    if (record === undefined) return { address, state: 'unknown', sinceAnswerMs: undefined };
    const { isReachable, answeredAt } = record;
    const sinceAnswerMs = answeredAt === undefined ? undefined : this.#clock.now() - answeredAt;
    return { address, state: isReachable ? 'reachable' : 'unreachable', sinceAnswerMs };
  }

  #failureList(): NameServerFailure[] {
    return [...this.#failures].map(([address, error]) => ({ address, error }));
  }
}
