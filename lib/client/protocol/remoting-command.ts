/**
 * The frame's content once decoded, the same for requests and responses.
 * Source: wire protocol section 1, Java `RemotingCommand`.
 */

/** The typed header of a request or response, flattened to strings as it travels. */
export type ExtFields = Readonly<Record<string, string>>;

/** How the header of a frame is written: JSON text, or RocketMQ's own binary layout (`ROCKETMQ` in Java). */
export type HeaderFormat = 'JSON' | 'ROCKETMQ';

/** One frame, decoded. */
export interface RemotingCommand {
  /** Request code, or response code if the frame answers one. */
  readonly code: number;
  /** Name of the sender's language, `undefined` for one that this client does not know. */
  readonly language: string | undefined;
  readonly version: number;
  /** Correlation id, chosen by the requester, signed 32 bit. */
  readonly opaque: number;
  readonly flag: number;
  readonly remark: string | undefined;
  readonly extFields: ExtFields | undefined;
  readonly body: Uint8Array | undefined;
}

const RESPONSE_BIT = 1;
const ONEWAY_BIT = 2;

/** Values of the `flag` field. */
export const COMMAND_FLAG = { REQUEST: 0, RESPONSE: RESPONSE_BIT, ONEWAY_REQUEST: ONEWAY_BIT } as const;

export function isResponse(command: RemotingCommand): boolean {
  return (command.flag & RESPONSE_BIT) !== 0;
}

export function isOneway(command: RemotingCommand): boolean {
  return (command.flag & ONEWAY_BIT) !== 0;
}

/** The same with all its fields as properties of its own: for who may look at it in any way, spread it or print it. */
export function plainCommand(command: RemotingCommand): RemotingCommand {
  const { code, language, version, opaque, flag, remark, extFields, body } = command;
  return { code, language, version, opaque, flag, remark, extFields, body };
}

/** The body as UTF-8 text, empty if there is none. */
export function bodyText(command: RemotingCommand): string {
  const { body } = command;
  return body === undefined ? '' : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}
