/**
 * A request and the answer to it, as the handlers of both servers see them: no sockets, no bytes.
 */
import { decodeExtFields, type HeaderSchema, type HeaderValues } from '../client/protocol/header-schema.js';
import type { ExtFields, RemotingCommand } from '../client/protocol/remoting-command.js';
import { type RequestDefinition, REQUESTS } from '../client/protocol/requests.js';
import type { HostAddress } from './host-address.js';

/** Name of a request in the request table. */
export type RequestName = keyof typeof REQUESTS;

/** What a server says to one request. */
export interface Answer {
  /** RocketMQ's response code. */
  readonly code: number;
  readonly remark?: string | undefined;
  readonly extFields?: ExtFields | undefined;
  readonly body?: Uint8Array | undefined;
}

/** The other end of a connection; one object as long as the connection lives. */
export interface Peer {
  readonly host: HostAddress;
}

export interface Exchange {
  readonly command: RemotingCommand;
  readonly peer: Peer;
  /** Answers later, for a handler that returned `undefined`. Does nothing once the connection is gone. */
  answer(answer: Answer): void;
}

/**
 * Serves one kind of request. Returns the answer, or `undefined` and answers later. What it throws becomes an answer
 * with code 1, as on real brokers.
 */
export type Handler = (exchange: Exchange) => Answer | undefined;

/** Which requests a server serves; all others are answered with code 3. */
export type HandlerTable = { readonly [N in RequestName]?: Handler };

/** What a server serves. */
export interface RemotingService {
  readonly handlers: HandlerTable;
  /** The connection is gone, whatever was registered on it too. */
  disconnected(peer: Peer): void;
}

/**
 * The typed header of a request.
 *
 * @throws {ResponseInvalidError} RESPONSE_INVALID - a required field is missing, or a value is not of its type
 */
export function requestHeader<Q extends HeaderSchema, R extends HeaderSchema>(
  definition: RequestDefinition<Q, R>,
  { command }: Exchange,
): HeaderValues<Q> {
  return decodeExtFields<Q>(definition.requestFields, command.extFields, definition.name);
}

/** Every request of the request table. */
export function requestNames(): readonly RequestName[] {
  return Object.keys(REQUESTS) as RequestName[];
}

const NAMES_BY_CODE: ReadonlyMap<number, RequestName> = new Map(
  requestNames().map((name) => [REQUESTS[name].code, name]),
);

/** The request with this code, `undefined` for one that the request table does not have. */
export function requestName(code: number): RequestName | undefined {
  return NAMES_BY_CODE.get(code);
}
