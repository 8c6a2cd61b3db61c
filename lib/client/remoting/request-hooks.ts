/**
 * The RPC hooks of one connection: before its requests, after its answers. Hooks that return no promise cost no turn of the
 * event loop. A request whose hooks do is held meanwhile; others overtake it.
 */
import { RequestTimeoutError } from '../errors/transport-errors.js';
import { encodeExtFields } from '../protocol/header-schema.js';
import type { Clock } from './clock.js';
import { type HeldOwner, HeldRequests } from './held-requests.js';
import { HookedWaiter } from './hooked-waiter.js';
import { hooksInTurn } from './hooks-in-turn.js';
import type { ResponseWaiter } from './response-waiter.js';
import type { OutgoingRequest } from './request-writer.js';
import type { HookedRequest, RPCHook } from './rpc-hook.js';

export interface HookSettings {
  readonly rpcHooks: readonly RPCHook[];
  readonly clock: Clock;
}

export class RequestHooks {
  readonly #address: string;
  readonly #hooks: readonly RPCHook[];
  /** Not written yet. */
  readonly #requests: HeldRequests;
  /** Answered already. */
  readonly #answers: HeldRequests;
  readonly #before: (hook: RPCHook, request: HookedRequest) => void | Promise<void>;

  constructor(address: string, { rpcHooks, clock }: HookSettings, onAnswersDone: () => void) {
    this.#address = address;
    this.#hooks = rpcHooks;
    this.#before = (hook, request) => hook.doBeforeRequest(address, request);
    this.#requests = new HeldRequests({
      clock,
      expired: (waitedMs) => {
        const reason = `the hooks before a request to ${address} did not end within ${Math.round(waitedMs)} ms, it was not written`;
        return new RequestTimeoutError(address, waitedMs, { reason });
      },
      onEmpty: () => {},
    });
    this.#answers = new HeldRequests({
      clock,
      expired: (waitedMs) =>
        new Error(`the hooks after an answer of ${address} did not end within ${Math.round(waitedMs)} ms`),
      onEmpty: onAnswersDone,
    });
  }

  /** Answers that hooks still look at. */
  get heldAnswers(): number {
    return this.#answers.size;
  }

  /** The request as hooks see it, `undefined` without hooks. */
  seen({ definition, header, body }: OutgoingRequest): HookedRequest | undefined {
    if (this.#hooks.length === 0) return undefined;
    return { code: definition.code, extFields: encodeExtFields(definition.requestFields, header), body };
  }

  /**
   * Runs the hooks; returns a promise only if one of them does.
   *
   * @throws what a hook threw
   */
  before(request: HookedRequest | undefined): Promise<void> | undefined {
    return request === undefined ? undefined : hooksInTurn(this.#hooks, this.#before, request);
  }

  /** Writes a request when its hooks have ended, unless it has failed by then. */
  hold(owner: HeldOwner, hooks: Promise<void>, write: () => void): void {
    this.#requests.hold(owner, hooks, () => {
      try {
        write();
      } catch (error) {
        owner.onFailure(error as Error);
      }
    });
  }

  /** Who is to hear the answer: the hooks first, if there are any. */
  waiterFor(waiter: ResponseWaiter, request: HookedRequest | undefined): ResponseWaiter {
    if (request === undefined) return waiter;
    return new HookedWaiter(waiter, { hooks: this.#hooks, address: this.#address, request, held: this.#answers });
  }

  /** Fails the requests that are not written. An answer that came stands: its request was handled, and must not be tried again. */
  failRequests(error: Error): void {
    this.#requests.failAll(error);
  }

  /** Fails the requests whose answers hooks still look at. */
  failAnswers(error: Error): void {
    this.#answers.failAll(error);
  }
}
