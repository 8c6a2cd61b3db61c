/**
 * Damaged bodies of answers end in an error of this package or in values, never in a crash or a hang.
 */
import { describe, expect, it, jest } from '@jest/globals';
import { decodeStoredMessages } from '../../lib/client/message/stored-message-codec.js';
import { parseFastjson } from '../../lib/client/protocol/fastjson-parser.js';
import { decodeHeartbeatData } from '../../lib/client/protocol/heartbeat-data.js';
import { bodyText } from '../../lib/client/protocol/remoting-command.js';
import { REQUESTS } from '../../lib/client/protocol/requests.js';
import { parseTopicRouteData } from '../../lib/client/protocol/topic-route-data.js';
import { decodeFrame } from '../fixtures/decoded-frames.js';
import * as golden from '../fixtures/golden-vectors.js';
import { mutate, mutateText, runCases } from '../fixtures/mutations.js';
import { RECORDED } from '../fixtures/recorded-frames.js';
import { recordedMessageBodies, recordedStoredMessages } from '../fixtures/recorded-messages.js';
import { SeededRandom } from '../fixtures/seeded-random.js';

const SEED = 20_260_102;
const CASES = 20_000;
const MAX_CPU_MS = 20_000;
const MAX_BODY_BYTES = 65_536;

const STORED: readonly Buffer[] = [
  ...recordedMessageBodies().map(({ body }) => body),
  ...recordedStoredMessages().map(({ bytes }) => bytes),
  golden.STORED_MESSAGE_V1,
  golden.STORED_MESSAGE_V2,
  golden.STORED_MESSAGE_ZLIB,
];
const JSON_BODIES = RECORDED.flatMap(({ header, re, bytes }) => {
  const text = bodyText(decodeFrame(bytes).command);
  return text.startsWith('{') ? [{ code: re ?? header.code, text }] : [];
});
/** Each text once: most routes and heartbeats repeat. */
const TEXTS: readonly string[] = [...new Set(JSON_BODIES.map(({ text }) => text))];
const ROUTES = [
  ...new Set(JSON_BODIES.filter(({ code }) => code === REQUESTS.GET_ROUTEINFO_BY_TOPIC.code).map(({ text }) => text)),
];

jest.setTimeout(6 * MAX_CPU_MS);

function seeded(index: number): SeededRandom {
  return new SeededRandom(SEED + index);
}

describe('damaged bodies', () => {
  it(`of ${CASES} answers with stored messages end in messages or in an error of ours`, () => {
    const outcome = runCases(CASES, seeded, (random) => {
      decodeStoredMessages(mutate(random.pick(STORED), random), MAX_BODY_BYTES);
    });

    expect(STORED.length).toBeGreaterThan(300);
    expect(outcome.accepted + outcome.refused).toBe(CASES);
    expect(Math.min(outcome.accepted, outcome.refused)).toBeGreaterThan(CASES / 20);
    expect(outcome.cpuMs).toBeLessThan(MAX_CPU_MS);
  });

  it.each([
    ['routes', ROUTES, parseTopicRouteData, 5],
    ['any JSON in either dialect', TEXTS, parseFastjson, 50],
    ['any JSON read as a heartbeat', TEXTS, decodeHeartbeatData, 50],
  ] as const)(`of ${CASES} answers with %s end in values or in an error of ours`, (_what, texts, parse, least) => {
    const outcome = runCases(CASES, seeded, (random) => {
      parse(mutateText(random.pick(texts), random));
    });

    expect(texts.length).toBeGreaterThan(least);
    expect(outcome.accepted + outcome.refused).toBe(CASES);
    expect(Math.min(outcome.accepted, outcome.refused)).toBeGreaterThan(CASES / 50);
    expect(outcome.cpuMs).toBeLessThan(MAX_CPU_MS);
  });

  it(`of ${CASES} texts glued from fragments end in values or in an error of ours`, () => {
    const outcome = runCases(CASES, seeded, (random) => {
      let text = '{0:';
      for (let left = random.below(12); left > 0; left -= 1) text = mutateText(text, random);
      parseTopicRouteData(text);
    });

    expect(outcome.refused).toBe(CASES - outcome.accepted);
    expect(outcome.cpuMs).toBeLessThan(MAX_CPU_MS);
  });
});
