/**
 * A stored message as text for a terminal, with every fact that a MessageExt has.
 */
import type { MessageExt, MessageQueue } from 'nestjs-rocketmq';

const LONGEST_BODY = 2000;
const NAME_WIDTH = 12;

export function messageText(message: MessageExt, { brokerName }: MessageQueue): string {
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['tags', message.tags ?? '-'],
    ['keys', message.keys.join(' ') || '-'],
    ['msgId', message.msgId],
    ['offsetMsgId', message.offsetMsgId],
    ['queue', `${message.queueId} of ${brokerName}`],
    ['offset', `${message.queueOffset} in the queue, ${message.commitLogOffset} in the commit log`],
    ['born', `${time(message.bornTimestamp)} at ${message.bornHost}`],
    ['stored', `${time(message.storeTimestamp)} at ${message.storeHost}`],
    ['sysFlag', `${message.sysFlag}, flag ${message.flag}, body crc ${message.bodyCrc}`],
    ['redelivery', `${message.reconsumeTimes} times, prepared transaction ${message.preparedTransactionOffset}`],
    ...Object.entries(message.properties).map(([name, value]) => ['property', `${name} = ${value}`] as const),
    ['body', bodyText(message.body)],
  ];
  const lines = facts.map(([name, value]) => `  ${name.padEnd(NAME_WIDTH)}${printable(value)}`);
  return [`\n--- ${message.topic} ---`, ...lines].join('\n');
}

function time(timestamp: number): string {
  return new Date(timestamp).toISOString();
}

function bodyText(body: Uint8Array): string {
  const text = Buffer.from(body).toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(body);
  const whole = isText ? text : Buffer.from(body).toString('hex');
  const shown = whole.length > LONGEST_BODY ? `${whole.slice(0, LONGEST_BODY)}...` : whole;
  return `${shown} (${body.length} bytes)`;
}

/** Control characters would reach the terminal as commands. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
