/**
 * `NODE_DEBUG=rocketmq`: one line on stderr for each event of every client of the process, by Node's own `util.debuglog`.
 * An ordinary subscriber of the channels; never prints bodies, keys or property values.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';
import type {
  ClientOrigin,
  DiagnosticsChannelName,
  DiagnosticsEvents,
  RequestStartEvent,
  SendAttemptStartEvent,
} from './channels.js';

/** Channel -> what its line says of an event. */
const LINES: { readonly [N in DiagnosticsChannelName]: (event: DiagnosticsEvents[N]) => string } = {
  'rocketmq:connect:start': ({ address }) => address,
  'rocketmq:connect:end': ({ address, elapsedMs }) => `${address} ${rounded(elapsedMs)}`,
  'rocketmq:connect:error': ({ address, elapsedMs, error }) => `${address} ${rounded(elapsedMs)}: ${reason(error)}`,
  'rocketmq:request:start': request,
  'rocketmq:request:end': (event) =>
    `${request(event)} ${rounded(event.elapsedMs)}: ${event.responseCode ?? 'handed over'}`,
  'rocketmq:request:error': (event) => `${request(event)} ${rounded(event.elapsedMs)}: ${reason(event.error)}`,
  'rocketmq:route:start': ({ topic }) => topic,
  'rocketmq:route:end': ({ topic, elapsedMs, writableQueues, brokerNames, isFromTemplate }) =>
    `${topic} ${rounded(elapsedMs)}: ${writableQueues} queues on ${brokerNames.join(', ')}` +
    (isFromTemplate ? ', from TBW102' : ''),
  'rocketmq:route:error': ({ topic, elapsedMs, error }) => `${topic} ${rounded(elapsedMs)}: ${reason(error)}`,
  'rocketmq:send:start': ({ messageId, topic, communicationMode, bodyBytes, timeoutMs }) =>
    `${messageId} to ${topic}, ${communicationMode}, ${bodyBytes} bytes, within ${timeoutMs} ms`,
  'rocketmq:send:attempt:start': attempt,
  'rocketmq:send:attempt:end': (event) =>
    `${attempt(event)} ${rounded(event.elapsedMs)}: ` +
    (event.error === undefined ? (event.sendStatus ?? 'handed over') : reason(event.error)),
  'rocketmq:send:end': ({ messageId, attempts, elapsedMs, sendStatus, brokerName, queueId, queueOffset }) =>
    `${messageId} ${rounded(elapsedMs)}, attempts: ${attempts}: ` +
    (sendStatus === undefined ? 'handed over' : `${sendStatus}, ${brokerName} queue ${queueId} offset ${queueOffset}`),
  'rocketmq:send:error': ({ messageId, attempts, elapsedMs, error }) =>
    `${messageId} ${rounded(elapsedMs)}, attempts: ${attempts}: ${reason(error)}`,
};

const debugLog = debuglog('rocketmq');

/** One subscriber a channel, the same for every client. */
const SUBSCRIBERS = Object.entries(LINES).map(([name, line]) => {
  const print = (event: unknown): void => {
    const text = (line as (event: unknown) => string)(event);
    debugLog('%s %s (%s)', name.slice('rocketmq:'.length), text, (event as ClientOrigin).clientId);
  };
  return { name, print };
});

/**
 * Prints from now on, if the process was started with `NODE_DEBUG=rocketmq`. Each client calls this; the subscriber that
 * the first one put on is taken off and put on again, so that nobody has to remember whether it is there.
 */
export function installDebugLog(): void {
  if (!debugLog.enabled) return;
  for (const { name, print } of SUBSCRIBERS) {
    unsubscribe(name, print);
    subscribe(name, print);
  }
}

function request({ requestName, opaque, address, isOneway }: RequestStartEvent): string {
  return `${requestName} #${opaque} to ${address}${isOneway ? ', one-way' : ''}`;
}

function attempt({ messageId, attempt: number, brokerName, queueId, brokerAddress }: SendAttemptStartEvent): string {
  return `${messageId} attempt ${number} on ${brokerName} queue ${queueId} at ${brokerAddress ?? 'no address'}`;
}

function rounded(elapsedMs: number): string {
  return `after ${Math.round(elapsedMs)} ms`;
}

/** An error's text may have several lines; an event has one. */
function reason({ message }: Error): string {
  return message.replaceAll(/\s+/g, ' ');
}
