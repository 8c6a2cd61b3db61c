/**
 * What hooks and subscribers add to the properties of one send. Of a batch every message gets them: brokers from 5.4 on keep
 * nothing of the properties that travel beside the batch.
 */
import { InvalidMessageError } from '../errors/input-errors.js';
import { decodeBatchEntries, encodeBatchEntries } from '../message/batch-codec.js';
import { encodeProperties } from '../message/message-properties.js';
import { checkProperty, checkPropertySize } from '../message/message-validation.js';
import type { BatchPart } from './batch-part.js';

/** What is written of a send besides its header. */
interface WrittenParts {
  readonly properties: string;
  /** Undefined where it stays as it is. */
  readonly body: Uint8Array | undefined;
}

export class AddedProperties {
  readonly #ownProperties: string;
  /** As it was before anything was added. */
  readonly #batch: BatchPart | undefined;
  #added: ReadonlyMap<string, string> = new Map();

  constructor(ownProperties: string, batch: BatchPart | undefined) {
    this.#ownProperties = ownProperties;
    this.#batch = batch;
  }

  /**
   * Of a name that was added before the last value counts.
   *
   * @throws {InvalidMessageError} INVALID_MESSAGE - a property that no message could have, or one that makes a batch too large;
   *   nothing is added
   */
  add(name: string, value: string): WrittenParts {
    checkProperty(name, value);
    const added = new Map(this.#added).set(name, value);
    const parts = this.#partsWith(encodeProperties(added), name);
    this.#added = added;
    return parts;
  }

  #partsWith(text: string, name: string): WrittenParts {
    if (this.#batch === undefined) {
      const properties = this.#ownProperties + text;
      checkPropertySize(properties);
      return { properties, body: undefined };
    }
    const { maxBodyBytes } = this.#batch;
    const larger = decodeBatchEntries(this.#batch.body).map(({ flag, body: content, properties }) => ({
      flag,
      body: content,
      properties: properties + text,
    }));
    for (const { properties } of larger) checkPropertySize(properties);
    const body = encodeBatchEntries(larger);
    if (body.length > maxBodyBytes) {
      const problem = `with it the batch has ${body.length} bytes, more than maxBodyBytes (${maxBodyBytes})`;
      throw new InvalidMessageError(`properties.${name}`, problem);
    }
    return { properties: this.#ownProperties, body };
  }
}

/** A send that properties may be added to. */
interface ExtensibleSend {
  properties: string;
  body: Uint8Array;
  readonly batchPart: BatchPart | undefined;
  readonly ownExtras: { added: AddedProperties | undefined };
}

/**
 * Adds a user property to what is written of a send from its next frame on; of a name that is there already the last value
 * counts.
 *
 * @throws {InvalidMessageError} INVALID_MESSAGE - a property that no message could have; nothing is added
 */
export function addProperty(send: ExtensibleSend, name: string, value: string): void {
  const { ownExtras } = send;
  ownExtras.added ??= new AddedProperties(send.properties, send.batchPart);
  const { properties, body } = ownExtras.added.add(name, value);
  send.properties = properties;
  if (body !== undefined) send.body = body;
}
