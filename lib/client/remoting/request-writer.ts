/**
 * Requests on their way into the write queue of one connection: runs the hooks, numbers the request, and writes its
 * frame up to the body.
 */
import { writeFrameStart, writeRequestFrameStart } from '../protocol/frame-encoder.js';
import { encodeExtFields } from '../protocol/header-schema.js';
import { COMMAND_FLAG } from '../protocol/remoting-command.js';
import type { RequestDefinition } from '../protocol/requests.js';
import type { ConnectionSettings } from './connection-settings.js';
import { HookedWaiter } from './hooked-waiter.js';
import { nextOnewayOpaque, nextOpaque } from './opaque.js';
import type { ResponseWaiter } from './pending-requests.js';
import type { HookedRequest } from './rpc-hook.js';
import type { WriteQueue } from './write-queue.js';

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
  #onewayOpaque = nextOnewayOpaque(-1);

  constructor(address: string, writes: WriteQueue, settings: ConnectionSettings) {
    this.#address = address;
    this.#writes = writes;
    this.#settings = settings;
  }

  /** Correlation id of the last two-way request. */
  get opaque(): number {
    return this.#opaque;
  }

  /** Writes a request's frame up to its body, and returns who is to hear the answer: the hooks first, if there are any. */
  write(request: OutgoingRequest, waiter: ResponseWaiter): ResponseWaiter {
    const hooked = this.#runHooks(request);
    this.#opaque = nextOpaque(this.#opaque);
    this.#writeStart(request, hooked, this.#opaque, COMMAND_FLAG.REQUEST);
    if (hooked === undefined) return waiter;
    return new HookedWaiter(waiter, { hooks: this.#settings.rpcHooks, address: this.#address, request: hooked });
  }

  /** As {@link write}, for a request that gets no answer. */
  writeOneway(request: OutgoingRequest): void {
    const hooked = this.#runHooks(request);
    this.#onewayOpaque = nextOnewayOpaque(this.#onewayOpaque);
    this.#writeStart(request, hooked, this.#onewayOpaque, COMMAND_FLAG.ONEWAY_REQUEST);
  }

  /** Hooks run before the frame begins, as one of them may send a request itself. */
  #runHooks({ definition, header, body }: OutgoingRequest): HookedRequest | undefined {
    const { rpcHooks } = this.#settings;
    if (rpcHooks.length === 0) return undefined;
    const extFields = encodeExtFields(definition.requestFields, header);
    const hooked: HookedRequest = { code: definition.code, extFields, body };
    for (const hook of rpcHooks) hook.doBeforeRequest(this.#address, hooked);
    return hooked;
  }

  #writeStart(
    { definition, header, body }: OutgoingRequest,
    hooked: HookedRequest | undefined,
    opaque: number,
    flag: number,
  ): void {
    const { sender, headerFormat } = this.#settings;
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
      throw error;
    }
  }
}
