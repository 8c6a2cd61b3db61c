/**
 * Frames of requests up to their bodies, field by field, into the write queue of one connection. Subscribers are told of a
 * request before its frame begins.
 */
import { type FrameTemplate, writeFrameStart, writeRequestFrameStart } from '../protocol/frame-encoder.js';
import { COMMAND_FLAG } from '../protocol/remoting-command.js';
import type { RequestDefinition } from '../protocol/requests.js';
import type { ConnectionSettings } from './connection-settings.js';
import { isOnewayOpaque } from './opaque.js';
import { hasRequestSubscribers, type RequestOwner, ToldRequest } from './request-events.js';
import type { HookedRequest } from './rpc-hook.js';
import type { WriteQueue } from './write-queue.js';

/** A request as its sender describes it. */
export interface OutgoingRequest {
  readonly definition: RequestDefinition;
  /** Any object that has the header's values under the schema's names. */
  readonly header: object;
  readonly body: Uint8Array | undefined;
  /** Writes the same frame faster, in binary form, unless hooks or subscribers look at the request. */
  readonly template?: FrameTemplate | undefined;
}

export class RequestWriter {
  readonly #address: string;
  readonly #writes: WriteQueue;
  readonly #settings: ConnectionSettings;

  constructor(address: string, writes: WriteQueue, settings: ConnectionSettings) {
    this.#address = address;
    this.#writes = writes;
    this.#settings = settings;
  }

  /**
   * Writes a request's frame up to its body, and returns who is to hear what becomes of it.
   *
   * @param hooked - what its hooks made of it, if there are any
   */
  write<O extends RequestOwner>(
    request: OutgoingRequest,
    hooked: HookedRequest | undefined,
    opaque: number,
    owner: O,
  ): O {
    const { definition, header, body } = request;
    const { sender, headerFormat } = this.#settings;
    const flag = isOnewayOpaque(opaque) ? COMMAND_FLAG.ONEWAY_REQUEST : COMMAND_FLAG.REQUEST;
    // Before the frame begins: a subscriber may send a request itself, as a hook may.
    const told = hasRequestSubscribers() ? this.#tell(definition, opaque, owner) : undefined;
    const head = { code: definition.code, ...sender, opaque, flag, remark: undefined };
    const writer = this.#writes.beginFrame();
    const frameStart = writer.offset;
    try {
      if (hooked === undefined) {
        const frame = { head, fields: definition.requestFields, values: header, bodyBytes: body?.length ?? 0 };
        writeRequestFrameStart(writer, frame, headerFormat);
      } else {
        writeFrameStart(writer, { ...head, extFields: hooked.extFields, body }, headerFormat);
      }
    } catch (error) {
      this.#writes.abandonFrame(frameStart);
      told?.publishError(error as Error);
      throw error;
    }
    return told === undefined ? owner : (told as RequestOwner as O);
  }

  #tell({ code, name: requestName }: RequestDefinition, opaque: number, owner: RequestOwner): ToldRequest {
    const { diagnostics, clock } = this.#settings;
    const isOneway = isOnewayOpaque(opaque);
    const start = { clientId: diagnostics.clientId, address: this.#address, code, requestName, opaque, isOneway };
    return new ToldRequest(owner, start, clock);
  }
}
