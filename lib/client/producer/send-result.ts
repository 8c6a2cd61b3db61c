/**
 * What a broker's answer to a send means. Source: client behaviour B.8, Java `MQClientAPIImpl.processSendResponse`.
 */
import { ResponseInvalidError } from '../errors/transport-errors.js';
import type { MessageQueue } from '../message/message-queue.js';
import { decodeExtFields } from '../protocol/header-schema.js';
import type { RemotingCommand } from '../protocol/remoting-command.js';
import { REQUESTS, type ResponseHeader } from '../protocol/requests.js';
import { RESPONSE_CODE } from '../protocol/response-code.js';
import { brokerResponseError } from '../routing/broker-answer.js';

/** The message is stored in every case; all but SEND_OK mean: less durably than the broker is set up for. */
export type SendStatus = 'SEND_OK' | 'FLUSH_DISK_TIMEOUT' | 'FLUSH_SLAVE_TIMEOUT' | 'SLAVE_NOT_AVAILABLE';

export interface SendResult {
  readonly sendStatus: SendStatus;
  /** The client's id of the message (UNIQ_KEY). */
  readonly msgId: string;
  /** The broker's id of the message: store host and commit-log offset. */
  readonly offsetMsgId: string;
  readonly messageQueue: MessageQueue;
  readonly queueOffset: number;
  readonly transactionId: string | undefined;
  /** `DefaultRegion` unless the broker says otherwise. */
  readonly regionId: string;
  readonly traceOn: boolean;
  /** Of a message with a timer that is not due yet: takes it back, with `producer.recall()`. */
  readonly recallHandle: string | undefined;
}

const STATUS_BY_CODE: ReadonlyMap<number, SendStatus> = new Map([
  [RESPONSE_CODE.SUCCESS, 'SEND_OK'],
  [RESPONSE_CODE.FLUSH_DISK_TIMEOUT, 'FLUSH_DISK_TIMEOUT'],
  [RESPONSE_CODE.FLUSH_SLAVE_TIMEOUT, 'FLUSH_SLAVE_TIMEOUT'],
  [RESPONSE_CODE.SLAVE_NOT_AVAILABLE, 'SLAVE_NOT_AVAILABLE'],
]);

const { responseFields } = REQUESTS.SEND_MESSAGE_V2;

/** The region of brokers that say none. */
export const DEFAULT_REGION = 'DefaultRegion';

/** Between the ids of a batch's messages. */
export const BATCH_ID_SEPARATOR = ',';

/** What a send knows about itself that an answer does not repeat. */
export interface SentMessage {
  readonly message: { readonly topic: string };
  readonly brokerName: string;
  readonly messageId: string;
  readonly batchPart: { readonly messages: readonly unknown[] } | undefined;
}

/**
 * The result of a batch has all ids of its messages, joined by commas, and the offset of the first; `batchResults` takes
 * it apart.
 *
 * @throws {BrokerResponseError} BROKER_RESPONSE - the broker did not store the message
 * @throws {ResponseInvalidError} RESPONSE_INVALID - it did, but the answer cannot be read
 */
export function toSendResult(response: RemotingCommand, sent: SentMessage, address: string): SendResult {
  const sendStatus = STATUS_BY_CODE.get(response.code);
  if (sendStatus === undefined) throw brokerResponseError({ address, response });
  const header: ResponseHeader<typeof REQUESTS.SEND_MESSAGE_V2> = decodeExtFields(
    responseFields,
    response.extFields,
    `the send answer of ${address}`,
  );
  checkIdCount(header.msgId, sent, address);
  return {
    sendStatus,
    msgId: sent.messageId,
    offsetMsgId: header.msgId,
    messageQueue: { topic: sent.message.topic, brokerName: sent.brokerName, queueId: header.queueId },
    queueOffset: header.queueOffset,
    transactionId: header.transactionId,
    regionId: header.regionId === undefined || header.regionId === '' ? DEFAULT_REGION : header.regionId,
    traceOn: header.traceOn !== 'false',
    recallHandle: header.recallHandle,
  };
}

/**
 * One id: the broker stored the batch as one entry, for the queue type that is made of batches.
 *
 * @param ids - joined by commas
 * @throws {ResponseInvalidError} RESPONSE_INVALID
 */
export function checkIdCount(ids: string, { batchPart }: SentMessage, address: string): void {
  if (batchPart === undefined) return;
  const { length } = batchPart.messages;
  let count = 1;
  for (let at = ids.indexOf(BATCH_ID_SEPARATOR); at >= 0; at = ids.indexOf(BATCH_ID_SEPARATOR, at + 1)) count += 1;
  if (count === 1 || count === length) return;
  throw new ResponseInvalidError(`${address} answered a batch of ${length} messages with ${count} message ids`);
}

/**
 * What each message of a batch was stored as, in their order: offsets follow each other. Where the broker stored the
 * batch as one entry, the broker's id is the same for all.
 *
 * @param messageIds - UNIQ_KEYs of the messages
 */
export function batchResults(result: SendResult, messageIds: readonly string[]): readonly SendResult[] {
  const ids = result.offsetMsgId.split(BATCH_ID_SEPARATOR);
  return messageIds.map((msgId, index) => ({
    ...result,
    msgId,
    offsetMsgId: ids[index] ?? result.offsetMsgId,
    queueOffset: result.queueOffset + index,
  }));
}

/** A send, or one of those that travel in a batch. */
interface StoredSend {
  readonly messageId: string;
  readonly extras: { readonly storedResult: SendResult | undefined };
  readonly carrier:
    (StoredSend & { readonly batchPart: { readonly messageIds: readonly string[] } | undefined }) | undefined;
}

/** What a send can end with though a better end was hoped for; `undefined` if its message is not known to be stored. */
export function storedResultOf({ messageId, extras, carrier }: StoredSend): SendResult | undefined {
  const stored = carrier?.extras.storedResult;
  if (stored === undefined) return extras.storedResult;
  const ids = carrier?.batchPart?.messageIds ?? [];
  return batchResults(stored, ids)[ids.indexOf(messageId)];
}
