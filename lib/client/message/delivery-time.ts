/**
 * When a message is to be delivered: what is refused, and which property says it on the wire.
 * Source: client behaviour F.7, wire protocol section 9, Java `Message.setDelayTimeLevel`, `setDelayTimeMs`, `setDeliverTimeMs`.
 */
import { PROPERTY, type PropertyEntry } from './message-properties.js';
import type { Message } from './message.js';

const HIGHEST_DELAY_LEVEL = 18;

/** What is wrong, as a sentence behind the name of the field. */
export type FieldProblem = readonly [field: string, text: string];

/** What is wrong with the time of a message, `undefined` if nothing. */
export function deliveryTimeProblem(message: Message): FieldProblem | undefined {
  const { delayLevel, deliverAfterMs, deliverAt } = message;
  if (delayLevel === undefined && deliverAfterMs === undefined && deliverAt === undefined) return undefined;
  const given = Object.entries({ delayLevel, deliverAfterMs, deliverAt }).filter(([, value]) => value !== undefined);
  const names = given.map(([name]) => name);
  if (names.length > 1) return [names.join(), `${names.join(' and ')} exclude each other: keep one of them`];
  return levelProblem(delayLevel) ?? delayProblem(deliverAfterMs) ?? dateProblem(deliverAt);
}

/** Whether only brokers of 5.x hold the message back: older ones would deliver it at once. */
export function needsTimer({ deliverAfterMs, deliverAt }: Message): boolean {
  return deliverAfterMs !== undefined || deliverAt !== undefined;
}

/** The field that says when a message is delivered, `undefined` for one that is delivered at once. */
export function deliveryTimeField({ delayLevel, deliverAfterMs, deliverAt }: Message): string | undefined {
  if (delayLevel !== undefined) return 'delayLevel';
  if (deliverAfterMs !== undefined) return 'deliverAfterMs';
  return deliverAt === undefined ? undefined : 'deliverAt';
}

/** The property that tells brokers the time of a message, `undefined` for one that is delivered at once. */
export function deliveryTimeProperty({ delayLevel, deliverAfterMs, deliverAt }: Message): PropertyEntry | undefined {
  if (delayLevel !== undefined) return [PROPERTY.DELAY_TIME_LEVEL, String(delayLevel)];
  if (deliverAfterMs !== undefined) return [PROPERTY.TIMER_DELAY_MS, String(deliverAfterMs)];
  return deliverAt === undefined ? undefined : [PROPERTY.TIMER_DELIVER_MS, String(deliverAt.getTime())];
}

function levelProblem(level: number | undefined): FieldProblem | undefined {
  if (level === undefined) return undefined;
  if (Number.isInteger(level) && level >= 1 && level <= HIGHEST_DELAY_LEVEL) return undefined;
  return ['delayLevel', `delayLevel is ${level}, it must be a whole number from 1 to ${HIGHEST_DELAY_LEVEL}`];
}

function delayProblem(delay: number | undefined): FieldProblem | undefined {
  if (delay === undefined || (Number.isSafeInteger(delay) && delay >= 0)) return undefined;
  return ['deliverAfterMs', `deliverAfterMs is ${delay}, it must be a whole number of milliseconds, 0 or more`];
}

function dateProblem(date: Date | undefined): FieldProblem | undefined {
  if (date === undefined || ((date as unknown) instanceof Date && date.getTime() >= 0)) return undefined;
  return ['deliverAt', `deliverAt is ${String(date)}, it must be a Date from 1970 on`];
}
