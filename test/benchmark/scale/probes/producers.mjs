// Producers and messages of the probes, on the package as built by `npm run build`.
import { RocketMQClient } from '../../../../dist/client/index.js';
import { settings } from './probe.mjs';

const BODY_BYTES = 256;
/** Nothing here is to fail at a deadline, or to be held back by a limit that its case does not set. */
const CAPS = { maxInFlightSends: 1_000_000, maxInFlightBytes: 2 ** 30, timeoutMs: 600_000 };

/** Of every message: it belongs to the caller, and is not counted. */
const body = Buffer.alloc(BODY_BYTES, 'a');

/** Producers of one client, started, each of a group of its own. */
export function startProducers(count) {
  const { maxInFlightSends: maxInFlightRequests } = CAPS;
  const { maxInFlightSends = CAPS.maxInFlightSends } = settings;
  const client = new RocketMQClient({ nameServers: settings.nameServer, maxInFlightRequests });
  const producers = Array.from({ length: count }, (_, index) =>
    client.createProducer({ group: `scale-${index}`, ...CAPS, maxInFlightSends }),
  );
  client.start();
  return producers;
}

/** A new message, as a caller would make it. */
export function messageTo(topic, index) {
  return { topic, body, tags: 'TagA', keys: `order-${index}` };
}
