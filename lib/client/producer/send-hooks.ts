/**
 * Runs the hooks around every attempt, in their order, and keeps what they throw from the send. Hooks that return no
 * promise cost no turn of the event loop. Source: client behaviour B.6 steps 7, 8, 13 and 14.
 */
import { SendForbiddenError } from '../errors/send-errors.js';
import { asPromise, hooksInTurn } from '../remoting/hooks-in-turn.js';
import { AttemptFacts, AttemptHookContext } from './attempt-hook-context.js';
import { failedAttemptsOf, isAt } from './attempt-state.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { CheckForbiddenContext, CheckForbiddenHook, SendHookLists, SendMessageHook } from './send-hook.js';
import type { SendResult } from './send-result.js';

export interface SendHooksPorts {
  readonly nameServers: readonly string[];
  readonly bornHost: string;
  readonly onHookThrew: (hookName: string, error: unknown) => void;
}

export class SendHooks {
  readonly #checkForbiddenHooks: CheckForbiddenHook[];
  readonly #sendMessageHooks: SendMessageHook[];
  readonly #ports: SendHooksPorts;
  /** There is nothing to run. */
  isEmpty: boolean;

  /** @param lists - the client's hooks before the producer's */
  constructor(lists: readonly SendHookLists[], ports: SendHooksPorts) {
    this.#checkForbiddenHooks = lists.flatMap(({ checkForbiddenHooks }) => checkForbiddenHooks);
    this.#sendMessageHooks = lists.flatMap(({ sendMessageHooks }) => sendMessageHooks);
    this.#ports = ports;
    this.isEmpty = this.#checkForbiddenHooks.length === 0 && this.#sendMessageHooks.length === 0;
  }

  addCheckForbiddenHook(hook: CheckForbiddenHook): void {
    this.#checkForbiddenHooks.push(hook);
    this.isEmpty = false;
  }

  addSendMessageHook(hook: SendMessageHook): void {
    this.#sendMessageHooks.push(hook);
    this.isEmpty = false;
  }

  /**
   * Runs all that comes before an attempt; returns a promise only if a hook does.
   *
   * @throws {SendForbiddenError} SEND_FORBIDDEN - thrown, or rejected with, when a hook forbids the send
   */
  before(send: OutgoingSend): Promise<void> | undefined {
    const { attempt } = send;
    // A hook may end the send itself, at once or while it is waited for.
    const tell = (): Promise<void> | undefined => (isAt(send, attempt) ? this.#tellBefore(send) : undefined);
    const checking = this.#check(send);
    return checking === undefined ? tell() : checking.then(tell);
  }

  /** Tells the hooks what came of the attempt, if they were told of it before. */
  after(send: OutgoingSend, result: SendResult | undefined, error: Error | undefined): void {
    const { hookContext } = send.extras;
    if (hookContext === undefined) return;
    send.ownExtras.hookContext = undefined;
    hookContext.ended(result, error);
    for (const hook of hookContext.told) {
      void this.#guarded(hook, () => hook.sendMessageAfter?.(hookContext));
    }
  }

  #check(send: OutgoingSend): Promise<void> | undefined {
    if (this.#checkForbiddenHooks.length === 0) return undefined;
    const { nameServers } = this.#ports;
    const { unitMode } = send.origin;
    const context: CheckForbiddenContext = Object.assign(new AttemptFacts(send), { nameServers, unitMode });
    const check = (hook: CheckForbiddenHook): Promise<void> | undefined => {
      const forbid = (cause: unknown): never => {
        throw forbiddenError(send, hook, cause);
      };
      try {
        return asPromise(hook.checkForbidden(context))?.catch(forbid);
      } catch (error) {
        return forbid(error);
      }
    };
    return hooksInTurn(this.#checkForbiddenHooks, check, undefined);
  }

  #tellBefore(send: OutgoingSend): Promise<void> | undefined {
    if (this.#sendMessageHooks.length === 0) return undefined;
    const context = new AttemptHookContext(send, this.#ports.bornHost);
    send.ownExtras.hookContext = context;
    const tell = (hook: SendMessageHook): Promise<void> | undefined => {
      // The attempt may have ended while it waited for the hook before.
      if (send.extras.hookContext !== context) return undefined;
      context.told.push(hook);
      return this.#guarded(hook, () => hook.sendMessageBefore?.(context));
    };
    return hooksInTurn(this.#sendMessageHooks, tell, undefined);
  }

  /** Calls a hook whose errors go no further. */
  #guarded(hook: SendMessageHook, call: () => void | Promise<void>): Promise<void> | undefined {
    const report = (error: unknown): void => this.#ports.onHookThrew(nameOf(hook), error);
    try {
      return asPromise(call())?.catch(report);
    } catch (error) {
      report(error);
      return undefined;
    }
  }
}

/** A hook that runs guards says itself which of them it was. */
function forbiddenError(send: OutgoingSend, hook: CheckForbiddenHook, thrown: unknown): SendForbiddenError {
  const { message } = send;
  const attempts = failedAttemptsOf(send);
  if (thrown instanceof SendForbiddenError) {
    const { forbiddenBy, cause, messageIndex } = thrown;
    return new SendForbiddenError(message.topic, forbiddenBy, { cause, attempts, messageIndex });
  }
  return new SendForbiddenError(message.topic, nameOf(hook), { cause: thrown, attempts });
}

function nameOf(hook: { readonly hookName?: string; readonly constructor: { readonly name: string } }): string {
  return hook.hookName ?? hook.constructor.name;
}
