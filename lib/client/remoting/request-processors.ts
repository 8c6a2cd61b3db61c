/**
 * Requests that a broker sends to this client, by code. What nobody handles is answered with code 3, as in Java.
 * Source: client behaviour E.10, wire protocol section 12.8.
 */
import { COMMAND_FLAG, isOneway, type RemotingCommand } from '../protocol/remoting-command.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';

/** What a processor answers; the connection adds correlation id, version and language. */
export interface ProcessorAnswer {
  readonly code: number;
  readonly remark?: string;
  readonly body?: Uint8Array;
}

/** Handles one kind of request; `undefined` sends no answer. */
export type RequestProcessor = (request: RemotingCommand, address: string) => ProcessorAnswer | undefined;

export type RequestProcessors = ReadonlyMap<number, RequestProcessor>;

/** What becomes of a request: the frame that answers it, `undefined` if there is none to send. */
export function serveRequest(
  request: RemotingCommand,
  address: string,
  client: RequestedClient,
): RemotingCommand | undefined {
  const answer = processRequest(client.processors, request, address);
  return answer === undefined || isOneway(request) ? undefined : responseTo(request, answer, client.sender);
}

/** Runs the processor of a request's code; one that throws is answered with code 1. */
export function processRequest(
  processors: RequestProcessors,
  request: RemotingCommand,
  address: string,
): ProcessorAnswer | undefined {
  const processor = processors.get(request.code);
  if (processor === undefined) {
    return { code: RESPONSE_CODE.REQUEST_CODE_NOT_SUPPORTED, remark: ` request type ${request.code} not supported` };
  }
  try {
    return processor(request, address);
  } catch (error) {
    return { code: RESPONSE_CODE.SYSTEM_ERROR, remark: String(error) };
  }
}

/** The frame that answers `request`. */
export function responseTo(request: RemotingCommand, answer: ProcessorAnswer, sender: CommandSender): RemotingCommand {
  return {
    code: answer.code,
    language: sender.language,
    version: sender.version,
    opaque: request.opaque,
    flag: COMMAND_FLAG.RESPONSE,
    remark: answer.remark,
    extFields: undefined,
    body: answer.body,
  };
}

/** A client as those see it that send requests to it. */
export interface RequestedClient {
  readonly processors: RequestProcessors;
  readonly sender: CommandSender;
}

/** How this client introduces itself in every frame. */
export interface CommandSender {
  readonly language: string;
  readonly version: number;
}
