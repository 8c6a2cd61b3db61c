/**
 * One logical send: body and facts, guards, interceptors, producer. Decorated and imperative sends meet here.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  type DeliveryTime,
  InvalidMessageError,
  type Producer,
  type SendMode,
  type SendOptions,
  type SendResult,
} from '../client/index.js';
import { serializePayload } from './json-payload-serializer.js';
import type { ModuleSettings } from './module-settings.js';
import type { NativeClient } from './native-client.js';
import { SendStatusError } from './publish-errors.js';
import { MODULE_SETTINGS, NATIVE_CLIENT } from './rocketmq.constants.js';
import { SendActivity } from './send-activity.service.js';
import { isSuppressed, passGuards, runInterceptors } from './send-chain.js';
import { SendEnhancers } from './send-enhancers.service.js';
import { type SendCall, SendCallContext } from './send-execution-context.js';
import type { MessageToSend, ProducerSendOptions, SendOutcome } from './send-outcome.interface.js';

type Write = (
  producer: Producer,
  message: MessageToSend,
  options: SendOptions | undefined,
) => Promise<SendResult | undefined>;

const WRITE_IN_MODE: Readonly<Record<SendMode, Write>> = {
  SYNC: (producer, message, options) => producer.send(message, options),
  ASYNC: (producer, message, options) =>
    new Promise((resolve, reject) => {
      producer.sendAsync(message, { onSuccess: resolve, onException: reject }, options);
    }),
  ONEWAY: async (producer, message, options) => {
    await producer.sendOneway(message, options);
    return undefined;
  },
};

@Injectable()
export class SendDispatcher {
  constructor(
    @Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings,
    @Inject(NATIVE_CLIENT) private readonly native: NativeClient,
    @Inject(SendEnhancers) private readonly enhancers: SendEnhancers,
    @Inject(SendActivity) private readonly activity: SendActivity,
  ) {}

  /**
   * @throws {PayloadNotSerializableError} PAYLOAD_NOT_SERIALIZABLE
   * @throws {InvalidMessageError} INVALID_MESSAGE - what the client cannot see; it checks the rest
   */
  compose(topic: string, payload: unknown, facts: ProducerSendOptions | undefined): MessageToSend {
    const body = serializePayload(this.settings.serializer, payload, topic);
    return {
      topic,
      payload,
      body,
      tags: facts?.tags,
      keys: facts?.keys,
      flag: facts?.flag,
      waitStoreMsgOk: facts?.waitStoreMsgOk,
      buyerId: facts?.buyerId,
      ...deliveryTime(facts),
      properties: ownProperties(facts?.properties),
    };
  }

  /** Reaches the producer within this call if the module has neither guards nor interceptors. */
  dispatch(call: SendCall): Promise<SendOutcome | undefined> {
    const sending = this.enhancers.isEmpty ? this.write(call) : this.runAround(call);
    this.activity.sendBegan();
    return sending.then(
      (outcome) => {
        this.activity.sendSettled();
        return outcome;
      },
      (error: unknown) => {
        this.activity.sendFailed();
        throw error;
      },
    );
  }

  private async runAround(call: SendCall): Promise<SendOutcome | undefined> {
    const { guards, interceptors } = await this.enhancers.resolve();
    const context = new SendCallContext(call);
    await passGuards(context, guards);
    if (interceptors.length === 0) return this.write(call);
    const outcome = await runInterceptors(context, interceptors, () => this.write(call));
    if (isSuppressed(outcome)) this.activity.sendSuppressed();
    return outcome;
  }

  private write({ mode, message, timeoutMs, requireStatus }: SendCall): Promise<SendResult | undefined> {
    const options = timeoutMs === undefined ? undefined : { timeoutMs };
    const writing = WRITE_IN_MODE[mode](this.native.producer, message, options);
    if (requireStatus === undefined) return writing;
    return writing.then((result) => {
      if (result === undefined || result.sendStatus === requireStatus) return result;
      throw new SendStatusError(message.topic, result);
    });
  }
}

/** All that were given: the client refuses more than one. */
function deliveryTime(facts: DeliveryTime | undefined): DeliveryTime {
  if (facts === undefined) return {};
  const { delayLevel, deliverAfterMs, deliverAt } = facts;
  return { delayLevel, deliverAfterMs, deliverAt } as DeliveryTime;
}

/** A copy: interceptors may add to it. A Map would be copied to nothing, so it is refused. */
function ownProperties(properties: unknown): Record<string, string> {
  if (properties === undefined) return {};
  if (typeof properties === 'object' && properties !== null && !(Symbol.iterator in properties)) {
    return { ...properties };
  }
  throw new InvalidMessageError('properties', 'the properties must be a plain object of strings');
}
