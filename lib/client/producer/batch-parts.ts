/**
 * What becomes batches, put together: messages that a user sends as one batch, in as few parts as brokers take, or single
 * sends that were joined.
 */
import { BatchBodyWriter } from '../message/batch-body-writer.js';
import { agree, atIndex, checkList, checkMember } from '../message/batch-rules.js';
import type { Message } from '../message/message.js';
import { isPlainMessage, type OutgoingProperties } from '../message/outgoing-properties.js';
import { uniqueId, type UniqueIdGenerator } from '../message/unique-id.js';
import { writeText } from '../protocol/frame-encoder.js';
import { BatchPart } from './batch-part.js';
import type { OutgoingSend } from './outgoing-send.js';
import type { ResolvedProducerOptions } from './producer-options.js';

export interface BatchPartsPorts {
  readonly ids: UniqueIdGenerator;
  readonly texts: OutgoingProperties;
  readonly options: Pick<ResolvedProducerOptions, 'maxBodyBytes'>;
  /** @throws {InvalidMessageError} INVALID_MESSAGE - more properties than brokers take */
  readonly propertiesOf: (message: Message, messageId: string) => string;
}

export class BatchParts {
  readonly #ports: BatchPartsPorts;
  /** Taken out while it writes: what a getter of a user's message sends meanwhile gets another one. */
  #idle: BatchBodyWriter | undefined = new BatchBodyWriter();

  constructor(ports: BatchPartsPorts) {
    this.#ports = ports;
  }

  /**
   * As few parts as the limit allows, in order; a message that is above it by itself is a part by itself.
   *
   * @returns the first part, the others behind it
   * @throws {InvalidMessageError} INVALID_MESSAGE - names the first message that breaks a rule, and its field
   */
  ofMessages(messages: readonly Message[]): BatchPart {
    checkList(messages);
    return this.#writing((writer) => {
      const { ids, options } = this.#ports;
      const { maxBodyBytes } = options;
      const now = ids.now();
      const messageIds = messages.map(() => '');
      let from = 0;
      let first: BatchPart | undefined;
      let last: BatchPart | undefined;
      const endPart = (end: number, body: Uint8Array): void => {
        const part = new BatchPart(messages.slice(from, end), messageIds.slice(from, end), body, maxBodyBytes);
        first ??= part;
        if (last !== undefined) last.next = part;
        last = part;
        from = end;
      };
      // Not by entries(): a hole in a list is a message that is missing.
      for (let index = 0; index < messages.length; index += 1) {
        messageIds[index] = this.#writeMember(writer, messages, index, now);
        if (writer.bytes > maxBodyBytes && index > from) endPart(index, writer.takeAllButLast());
      }
      endPart(messages.length, writer.take());
      return first as BatchPart;
    });
  }

  /** @param sends - at least one; all of one topic and with one wait flag, within the limit */
  ofSends(sends: readonly OutgoingSend[]): BatchPart {
    return this.#writing((writer) => {
      for (const send of sends) {
        send.writeProperties(writer.beginEntry(send.extras.flag, send.body));
        writer.endEntry();
      }
      const messages = sends.map(({ message }) => message);
      const messageIds = sends.map(({ messageId }) => messageId);
      return new BatchPart(messages, messageIds, writer.take(), this.#ports.options.maxBodyBytes);
    });
  }

  /** @returns its UNIQ_KEY */
  #writeMember(writer: BatchBodyWriter, messages: readonly Message[], index: number, now: number): string {
    const { ids, texts, options } = this.#ports;
    const message = messages[index] as Message;
    const isPlain = isPlainMessage(message, options.maxBodyBytes);
    const isLikeFirst = isPlain && index > 0 && agree(message, messages[0] as Message);
    if (!isLikeFirst) checkMember(messages, index, options.maxBodyBytes);
    const lastByte = ids.nextLastByte(now);
    const { start } = ids;
    const messageId = uniqueId(start, lastByte);
    if (isPlain) texts.writePlain(writer.beginEntry(0, message.body), message, start, lastByte);
    else {
      const properties = this.#propertiesOf(message, messageId, index);
      writeText(writer.beginEntry(message.flag ?? 0, message.body), properties);
    }
    writer.endEntry();
    return messageId;
  }

  #propertiesOf(message: Message, messageId: string, index: number): string {
    try {
      return this.#ports.propertiesOf(message, messageId);
    } catch (error) {
      throw atIndex(index, error);
    }
  }

  #writing<T>(write: (writer: BatchBodyWriter) => T): T {
    const writer = this.#idle ?? new BatchBodyWriter();
    this.#idle = undefined;
    try {
      return write(writer);
    } finally {
      writer.abandon();
      this.#idle = writer;
    }
  }
}
