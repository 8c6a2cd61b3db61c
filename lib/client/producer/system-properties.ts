/**
 * Reserved properties of a send, which only callers within this package set. On retry topics two of them travel as fields
 * of the header instead of in the property string; Java leaves them in both. Source: client behaviour B.6 step 10.
 */
import { encodeProperties, PROPERTY } from '../message/message-properties.js';
import { RETRY_PREFIX } from '../message/name-validation.js';

export interface SplitSystemProperties {
  /** Encoded. */
  readonly properties: string;
  readonly reconsumeTimes: number | undefined;
  readonly maxReconsumeTimes: number | undefined;
}

export const NO_SYSTEM_PROPERTIES: SplitSystemProperties = {
  properties: '',
  reconsumeTimes: undefined,
  maxReconsumeTimes: undefined,
};

/** @param topic - as brokers know it */
export function splitSystemProperties(
  topic: string,
  systemProperties: Readonly<Record<string, string>> | undefined,
): SplitSystemProperties {
  if (systemProperties === undefined) return NO_SYSTEM_PROPERTIES;
  if (!topic.startsWith(RETRY_PREFIX))
    return { ...NO_SYSTEM_PROPERTIES, properties: encodeProperties(Object.entries(systemProperties)) };
  const { [PROPERTY.RECONSUME_TIME]: times, [PROPERTY.MAX_RECONSUME_TIMES]: maxTimes, ...others } = systemProperties;
  return {
    properties: encodeProperties(Object.entries(others)),
    reconsumeTimes: times === undefined ? undefined : Number(times),
    maxReconsumeTimes: maxTimes === undefined ? undefined : Number(maxTimes),
  };
}
