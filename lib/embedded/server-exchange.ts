/**
 * One request on its way through a server: the handler sees the exchange, the connection gets the answer, and a fault
 * may come between the two.
 */
import { encodeFrame } from '../client/protocol/frame-encoder.js';
import {
  COMMAND_FLAG,
  type HeaderFormat,
  isOneway,
  type RemotingCommand,
} from '../client/protocol/remoting-command.js';
import { RESPONSE_CODE } from '../client/protocol/response-code.js';
import type { Answer, Exchange, Handler } from './exchange.js';
import { isInsteadOfHandling, replaceAnswering, replaceHandling } from './fault-effects.js';
import type { FaultAction } from './fault-script.js';
import type { ServerConnection } from './server-connection.js';

/** What every answer of a server has in common. */
export interface AnswerForm {
  /** How its header is written. */
  readonly format: HeaderFormat;
  /** Of the server. */
  readonly version: number;
}

export class ServerExchange implements Exchange {
  readonly command: RemotingCommand;
  readonly peer: ServerConnection;
  readonly #form: AnswerForm;
  readonly #fault: FaultAction | undefined;

  constructor(command: RemotingCommand, peer: ServerConnection, form: AnswerForm, fault: FaultAction | undefined) {
    this.command = command;
    this.peer = peer;
    this.#form = form;
    this.#fault = fault;
  }

  /** Lets the handler serve the request, or the fault take its place. */
  run(handler: Handler | undefined): void {
    if (this.#fault !== undefined && isInsteadOfHandling(this.#fault)) {
      replaceHandling(this.#target(), this.#fault);
      return;
    }
    const answer = this.#handle(handler);
    if (answer !== undefined) this.answer(answer);
  }

  answer(answer: Answer): void {
    if (this.#fault !== undefined && !isInsteadOfHandling(this.#fault)) {
      replaceAnswering(this.#target(), this.#fault, answer);
    } else if (!isOneway(this.command)) {
      this.peer.send(this.#response(answer), this.#form.format);
    }
  }

  #handle(handler: Handler | undefined): Answer | undefined {
    if (handler === undefined) {
      const remark = ` request type ${this.command.code} not supported`;
      return { code: RESPONSE_CODE.REQUEST_CODE_NOT_SUPPORTED, remark };
    }
    try {
      return handler(this);
    } catch (error) {
      return { code: RESPONSE_CODE.SYSTEM_ERROR, remark: String(error) };
    }
  }

  #target() {
    const frameAloud = (answer: Answer): Buffer => encodeFrame(this.#response(answer), this.#form.format);
    return {
      connection: this.peer,
      frame: (answer: Answer) => (isOneway(this.command) ? undefined : frameAloud(answer)),
      frameAloud,
    };
  }

  #response({ code, remark, extFields, body }: Answer): RemotingCommand {
    const { opaque } = this.command;
    const flag = COMMAND_FLAG.RESPONSE;
    const { version } = this.#form;
    return { code, language: 'JAVA', version, opaque, flag, remark, extFields, body };
  }
}
