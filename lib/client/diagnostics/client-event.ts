/**
 * What a client tells besides results and errors: things that happened while nobody was waiting.
 * Bodies, keys and property values never appear here.
 */

/** A tagged union, so that a switch over `type` is checked by the compiler. */
export type ClientEvent =
  | {
      /** A send with the ASYNC policy failed and had neither a callback nor an `onException`. */
      readonly type: 'send-exception';
      readonly topic: string;
      readonly error: Error;
    }
  | {
      /** A message was stored, but less durably than the broker is set up for (status other than SEND_OK). */
      readonly type: 'send-status';
      readonly topic: string;
      readonly messageId: string;
      readonly status: string;
    }
  | {
      /** A callback of the user's threw; the send itself is not affected. */
      readonly type: 'callback-threw';
      readonly error: unknown;
    }
  | {
      /** A send hook threw or rejected; the send itself is not affected. */
      readonly type: 'hook-threw';
      readonly hookName: string;
      readonly error: unknown;
    }
  | {
      /**
       * A broker refused one-way sends aloud (it drops others in silence): they are lost. Told of the first one at once, of
       * those that follow once a second. One-way sends to this broker slow down.
       */
      readonly type: 'oneway-rejected';
      readonly address: string;
      readonly responseCode: number;
      /** RocketMQ's name of the code, if it is a known one. */
      readonly responseName: string | undefined;
      readonly remark: string | undefined;
      /** How many since the last such event of this broker; code and remark are those of the last one. */
      readonly count: number;
    }
  | {
      /** A heartbeat was not accepted; the broker will not call this client until one is. */
      readonly type: 'heartbeat-failed';
      readonly address: string;
      readonly error: Error;
    };

/** Takes events; must not throw. */
export type ClientEventListener = (event: ClientEvent) => void;

/** Takes one line for people. */
export interface ClientLogger {
  warn(line: string): void;
}

/** Writes through `process.emitWarning`, so that nothing is lost when nobody set a logger. */
export const warningLogger: ClientLogger = {
  warn: (line) => process.emitWarning(line, { type: 'RocketMQWarning' }),
};

/** Which events are worth a line in the log, and which. */
export function logLine(event: ClientEvent): string | undefined {
  switch (event.type) {
    case 'send-exception':
      return event.error.message;
    case 'callback-threw':
      return `a callback threw: ${String(event.error)}`;
    case 'hook-threw':
      return `the send hook ${event.hookName} threw: ${String(event.error)}`;
    case 'send-status':
      return `message ${event.messageId} of topic ${event.topic} was stored with status ${event.status}`;
    case 'oneway-rejected': {
      const { address, responseCode, responseName = 'a code unknown to this client', remark, count } = event;
      return `${address} refused ${count} one-way sends with ${responseCode} (${responseName}): ${remark ?? 'no remark'}`;
    }
    case 'heartbeat-failed':
      return undefined;
  }
}

/** Who hears of events. */
export interface EventAudience {
  readonly onEvent?: ClientEventListener | undefined;
  readonly logger: ClientLogger;
}

/**
 * Tells listener and logger of an event. What either of them throws goes no further: it must not end the connection or
 * the periodic task that had something to tell.
 */
export function tellEvent(event: ClientEvent, { onEvent, logger }: EventAudience): void {
  warn(logger, logLine(event));
  try {
    onEvent?.(event);
  } catch (error) {
    warn(logger, `onEvent threw: ${String(error)}`);
  }
}

function warn(logger: ClientLogger, line: string | undefined): void {
  if (line === undefined) return;
  try {
    logger.warn(line);
  } catch {
    warningLogger.warn(line);
  }
}
