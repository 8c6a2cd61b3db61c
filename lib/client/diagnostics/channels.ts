/**
 * The channels of `node:diagnostics_channel` that clients publish to, and what each of them carries.
 * Whoever publishes asks `hasSubscribers` first and builds nothing without one. Bodies and keys travel only where the
 * client option `diagnostics` asks for them.
 */
import { channel } from 'node:diagnostics_channel';

/** Which client of the process an event is about. */
export interface ClientOrigin {
  readonly clientId: string;
}

export interface ConnectStartEvent extends ClientOrigin {
  /** `host:port` of a name server or broker. */
  readonly address: string;
}

/** A connection is ready to use, TLS handshake included. */
export interface ConnectEndEvent extends ConnectStartEvent {
  readonly elapsedMs: number;
}

export interface ConnectErrorEvent extends ConnectEndEvent {
  readonly error: Error;
}

/** A request is about to be written; its hooks have run. */
export interface RequestStartEvent extends ClientOrigin {
  readonly address: string;
  /** Request code, and its name in RocketMQ. */
  readonly code: number;
  readonly requestName: string;
  /** Correlation id: joins the events of one request on one address, until the number comes round again. */
  readonly opaque: number;
  readonly isOneway: boolean;
}

/** The answer came; a one-way request was handed to the socket. */
export interface RequestEndEvent extends RequestStartEvent {
  /** `undefined` for a one-way request. */
  readonly responseCode: number | undefined;
  readonly elapsedMs: number;
}

/** There was no answer in time, the connection ended, or the request could not be written. */
export interface RequestErrorEvent extends RequestStartEvent {
  readonly elapsedMs: number;
  readonly error: Error;
}

/** A name server is asked for a topic's route, by a send or by the periodic refresh. */
export interface RouteStartEvent extends ClientOrigin {
  readonly topic: string;
}

export interface RouteEndEvent extends RouteStartEvent {
  readonly elapsedMs: number;
  readonly brokerNames: readonly string[];
  /** Queues that may be written to. */
  readonly writableQueues: number;
  /** The topic does not exist yet: this is the route that it would get from TBW102. */
  readonly isFromTemplate: boolean;
}

export interface RouteErrorEvent extends RouteStartEvent {
  readonly elapsedMs: number;
  readonly error: Error;
}

/** What all events of one logical send have in common; client id and message id join them. */
export interface SendOrigin extends ClientOrigin {
  readonly producerGroup: string;
  /** The user's topic. */
  readonly topic: string;
  /** UNIQ_KEY: the same in all attempts. */
  readonly messageId: string;
  readonly communicationMode: 'SYNC' | 'ASYNC' | 'ONEWAY';
}

/** A message was accepted; nothing of it is encoded yet. Published within the call that sends it. */
export interface SendStartEvent extends SendOrigin {
  readonly tags: string | undefined;
  /** 1, or how many messages a batch has. */
  readonly messageCount: number;
  /** Before compression. */
  readonly bodyBytes: number;
  /** Whole budget of the send. */
  readonly timeoutMs: number;
  /** Only with `diagnostics: { includeKeys: true }`. */
  readonly keys?: readonly string[];
  /** Only with `diagnostics: { includeBody: true }`; must not be changed. */
  readonly body?: Uint8Array;
  /**
   * Adds a user property to what this send writes, such as the context of a trace; the caller's message stays as it is.
   * Only while the subscriber runs.
   *
   * @throws {InvalidMessageError} INVALID_MESSAGE - a name or value that a message could not have, or the subscriber has
   *   returned; nothing is added
   */
  readonly addProperty: (name: string, value: string) => void;
}

/** A queue was chosen; connection, hooks and compression follow. */
export interface SendAttemptStartEvent extends SendOrigin {
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly brokerName: string;
  readonly queueId: number;
  /** `host:port` to be dialled, `undefined` if the broker has no master now. */
  readonly brokerAddress: string | undefined;
}

/** The broker answered, the one-way frame was handed over, or the attempt failed. */
export interface SendAttemptEndEvent extends SendAttemptStartEvent {
  readonly elapsedMs: number;
  /** `undefined` after a failure, and in one-way mode. */
  readonly sendStatus: string | undefined;
  readonly error: Error | undefined;
}

/** The message is stored; in one-way mode, handed over. */
export interface SendEndEvent extends SendOrigin {
  readonly attempts: number;
  /** From the call on. */
  readonly elapsedMs: number;
  /** This and what follows is `undefined` in one-way mode. */
  readonly sendStatus: string | undefined;
  readonly brokerName: string | undefined;
  readonly queueId: number | undefined;
  readonly queueOffset: number | undefined;
  /** The broker's id of the message. */
  readonly offsetMsgId: string | undefined;
}

/** The send failed for good; `error` is the one that its caller gets. */
export interface SendErrorEvent extends SendOrigin {
  readonly attempts: number;
  readonly elapsedMs: number;
  readonly error: Error;
}

/** What each channel carries. */
export interface DiagnosticsEvents {
  'rocketmq:connect:start': ConnectStartEvent;
  'rocketmq:connect:end': ConnectEndEvent;
  'rocketmq:connect:error': ConnectErrorEvent;
  'rocketmq:request:start': RequestStartEvent;
  'rocketmq:request:end': RequestEndEvent;
  'rocketmq:request:error': RequestErrorEvent;
  'rocketmq:route:start': RouteStartEvent;
  'rocketmq:route:end': RouteEndEvent;
  'rocketmq:route:error': RouteErrorEvent;
  'rocketmq:send:start': SendStartEvent;
  'rocketmq:send:attempt:start': SendAttemptStartEvent;
  'rocketmq:send:attempt:end': SendAttemptEndEvent;
  'rocketmq:send:end': SendEndEvent;
  'rocketmq:send:error': SendErrorEvent;
}

export type DiagnosticsChannelName = keyof DiagnosticsEvents;

/** A channel of `node:diagnostics_channel` that carries one kind of event. */
export interface EventChannel<E> {
  readonly hasSubscribers: boolean;
  publish(event: E): void;
  subscribe(listener: (event: E, name: string | symbol) => void): void;
  unsubscribe(listener: (event: E, name: string | symbol) => void): void;
}

function eventChannel<N extends DiagnosticsChannelName>(name: N): EventChannel<DiagnosticsEvents[N]> {
  return channel(name) as EventChannel<DiagnosticsEvents[N]>;
}

/** Held here, so that a channel lives as long as somebody may publish to it: Node itself keeps them weakly. */
export const CHANNELS = {
  connectStart: eventChannel('rocketmq:connect:start'),
  connectEnd: eventChannel('rocketmq:connect:end'),
  connectError: eventChannel('rocketmq:connect:error'),
  requestStart: eventChannel('rocketmq:request:start'),
  requestEnd: eventChannel('rocketmq:request:end'),
  requestError: eventChannel('rocketmq:request:error'),
  routeStart: eventChannel('rocketmq:route:start'),
  routeEnd: eventChannel('rocketmq:route:end'),
  routeError: eventChannel('rocketmq:route:error'),
  sendStart: eventChannel('rocketmq:send:start'),
  sendAttemptStart: eventChannel('rocketmq:send:attempt:start'),
  sendAttemptEnd: eventChannel('rocketmq:send:attempt:end'),
  sendEnd: eventChannel('rocketmq:send:end'),
  sendError: eventChannel('rocketmq:send:error'),
} as const;
