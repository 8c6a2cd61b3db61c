/**
 * Requests on their way into the write queue of one connection: numbers each, tells subscribers of it, and writes its
 * frame up to the body.
 */
import { writeFrameStart, writeRequestFrameStart } from '../protocol/frame-encoder.js';
import { COMMAND_FLAG } from '../protocol/remoting-command.js';
import type { RequestDefinition } from '../protocol/requests.js';
import type { ConnectionSettings } from './connection-settings.js';
import { isOnewayOpaque, nextOnewayOpaque, nextOpaque } from './opaque.js';
import type { ResponseWaiter } from './pending-requests.js';
import { hasRequestSubscribers, type RequestOwner, ToldRequest } from './request-events.js';
import type { HookedRequest } from './rpc-hook.js';
import type { HandOver, WriteQueue } from './write-queue.js';

/** A request as its sender describes it. */
export interface OutgoingRequest {
  readonly definition: RequestDefinition;
  /** Any object that has the header's values under the schema's names. */
  readonly header: object;
  readonly body: Uint8Array | undefined;
}

export class RequestWriter {
  readonly #address: string;
  readonly #writes: WriteQueue;
  readonly #settings: ConnectionSettings;
  #opaque = 0;
  #lastOpaque = 0;
  #onewayOpaque = nextOnewayOpaque(-1);

  constructor(address: string, writes: WriteQueue, settings: ConnectionSettings) {
    this.#address = address;
    this.#writes = writes;
    this.#settings = settings;
  }

  /** Correlation id of the last two-way request that was written. */
  get opaque(): number {
    return this.#lastOpaque;
  }

  /**
   * Writes a request's frame up to its body, and returns who is to hear the answer.
   *
   * @param hooked - what its hooks made of it, if there are any
   */
  write(request: OutgoingRequest, hooked: HookedRequest | undefined, waiter: ResponseWaiter): ResponseWaiter {
    const opaque = nextOpaque(this.#opaque);
    this.#opaque = opaque;
    const told = this.#writeStart(request, hooked, opaque, waiter);
    this.#lastOpaque = opaque;
    return told;
  }

  /** As {@link write}, for a request that gets no answer. */
  writeOneway(request: OutgoingRequest, hooked: HookedRequest | undefined, handOver: HandOver): HandOver {
    const opaque = nextOnewayOpaque(this.#onewayOpaque);
    this.#onewayOpaque = opaque;
    return this.#writeStart(request, hooked, opaque, handOver);
  }

  #writeStart<O extends RequestOwner>(
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
