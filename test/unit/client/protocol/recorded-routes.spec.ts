/**
 * Routes as name servers of both versions and both dialects wrote them.
 */
import { describe, expect, it } from '@jest/globals';
import { bodyText } from '../../../../lib/client/protocol/remoting-command.js';
import { REQUESTS } from '../../../../lib/client/protocol/requests.js';
import { encodeTopicRouteData, parseTopicRouteData } from '../../../../lib/client/protocol/topic-route-data.js';
import { decodeFrame } from '../../../fixtures/decoded-frames.js';
import { RECORDED, type RecordedFrame } from '../../../fixtures/recorded-frames.js';

const ROUTES = RECORDED.filter(({ re, header }) => re === REQUESTS.GET_ROUTEINFO_BY_TOPIC.code && header.code === 0);
const BARE_KEYS = ROUTES.filter(({ scenario }) => scenario === 'route-old-version');

function routeText({ bytes }: RecordedFrame): string {
  return bodyText(decodeFrame(bytes).command);
}

function of5(frames: readonly RecordedFrame[]): readonly RecordedFrame[] {
  return frames.filter(({ folder }) => folder.startsWith('5.5.0'));
}

/** The routes that were seen, without the brokers' addresses: the relay used another port for each version. */
function distinctRoutes(frames: readonly RecordedFrame[]): ReadonlySet<string> {
  const routes = frames.map((frame) => parseTopicRouteData(routeText(frame)));
  return new Set(
    routes.map(({ brokerDatas, ...route }) => {
      const brokers = brokerDatas.map(({ cluster, brokerName, brokerAddrs }) => [
        cluster,
        brokerName,
        ...brokerAddrs.keys(),
      ]);
      return JSON.stringify([route, brokers]);
    }),
  );
}

describe('recorded routes', () => {
  it('of 5.5.0 come out byte for byte in the standard dialect', () => {
    const texts = of5(ROUTES.filter((frame) => !BARE_KEYS.includes(frame))).map(routeText);

    const again = texts.map((text) => encodeTopicRouteData(parseTopicRouteData(text), 'standard'));

    expect(texts).toHaveLength(118);
    expect(again).toEqual(texts);
  });

  it('of 5.5.0 for an old client come out byte for byte with bare keys', () => {
    const texts = of5(BARE_KEYS).map(routeText);

    const again = texts.map((text) => encodeTopicRouteData(parseTopicRouteData(text), 'bare-keys'));

    expect(texts).toHaveLength(1);
    expect(texts.every((text) => text.includes('{0:"'))).toBe(true);
    expect(again).toEqual(texts);
  });

  it('say the same in either dialect', () => {
    const standard = of5(ROUTES.filter(({ scenario }) => scenario === 'route-existing')).map(routeText);
    const bare = of5(BARE_KEYS).map(routeText);

    const routes = [...standard, ...bare].map(parseTopicRouteData);

    expect(new Set(bare)).not.toContain(standard[0]);
    expect(routes).toEqual(Array.from(routes, () => routes[0]));
  });

  it('of 4.9.7 parse to the values of 5.5.0', () => {
    const old = ROUTES.filter(({ folder }) => folder.startsWith('4.9.7'));

    const routes = distinctRoutes(old.filter(({ scenario }) => scenario !== 'send-slave-timeout'));

    expect(old).toHaveLength(130);
    expect([...routes].toSorted()).toEqual([...distinctRoutes(of5(ROUTES))].toSorted());
  });

  it('of 4.9.7 with a slave have both addresses', () => {
    const old = ROUTES.filter(({ folder, scenario }) => folder === '4.9.7' && scenario === 'send-slave-timeout');

    const addresses = old
      .flatMap((frame) => parseTopicRouteData(routeText(frame)).brokerDatas)
      .map(({ brokerAddrs }) => brokerAddrs);

    expect(addresses.map((ids) => Array.from(ids.keys()))).toContainEqual([0, 1]);
  });
});
