/**
 * Route look-ups as subscribers of the diagnostics channels see them. Without subscribers a look-up is handed on as it is.
 */
import { CHANNELS, type RouteStartEvent } from '../diagnostics/channels.js';
import type { DiagnosticsSettings } from '../diagnostics/diagnostics-options.js';
import type { Clock } from '../remoting/clock.js';
import type { TopicPublishInfo } from './topic-publish-info.js';

/** What an event tells of a route. */
interface FoundRoute {
  readonly publishInfo: TopicPublishInfo;
  readonly isFromTemplate: boolean;
}

interface LookUpTeller {
  readonly diagnostics: DiagnosticsSettings;
  readonly clock: Clock;
}

/** Tells when a look-up starts and how it ends; comes to what `lookUp` comes to. */
export function publishingLookUp<R extends FoundRoute>(
  topic: string,
  { diagnostics, clock }: LookUpTeller,
  lookUp: () => Promise<R>,
): Promise<R> {
  const { routeStart, routeEnd, routeError } = CHANNELS;
  if (!routeStart.hasSubscribers && !routeEnd.hasSubscribers && !routeError.hasSubscribers) return lookUp();
  const start: RouteStartEvent = { clientId: diagnostics.clientId, topic };
  const startedAt = clock.now();
  routeStart.publish(start);
  return lookUp().then(
    (found) => {
      routeEnd.publish({ ...start, elapsedMs: clock.now() - startedAt, ...routeFacts(found) });
      return found;
    },
    (error: Error) => {
      routeError.publish({ ...start, elapsedMs: clock.now() - startedAt, error });
      throw error;
    },
  );
}

function routeFacts({ publishInfo: { queues }, isFromTemplate }: FoundRoute) {
  const brokerNames = [...new Set(queues.map(({ brokerName }) => brokerName))];
  return { brokerNames, writableQueues: queues.length, isFromTemplate };
}
