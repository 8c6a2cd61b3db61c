/**
 * Access control of real brokers: plain ACL of 4.9.7, and ACL 2.0 of 5.5.0 with authentication and authorization.
 * Each version has one broker of its own, as the shared clusters must stay open.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type MessageExt,
  type MessageQueue,
  type PullReader,
  RouteNotFoundError,
  type SendFailedError,
  type SendResult,
} from '../../lib/client/index.js';
import { rejectionOf, type RunningClient, runningClient, textBody } from '../fixtures/running-client.js';
import { freshTopic } from '../promises/cluster-under-test.js';
import type { RealVersion } from './harness/class-path.js';
import { realClusters } from './harness/clusters.js';
import { type RealCluster, type RealClusterOptions, startRealCluster } from './harness/real-cluster.js';
import { waitFor } from './harness/wait-for.js';

const SHOP = { accessKey: 'shop-access-key', secretKey: 'shop-secret-key' };

/** The harness asks a new broker with this code to register at once. */
const UPDATE_BROKER_CONFIG = '25';

const PLAIN_ACL = `accounts:
- accessKey: ${SHOP.accessKey}
  secretKey: ${SHOP.secretKey}
  admin: false
  defaultTopicPerm: PUB|SUB
  defaultGroupPerm: SUB
`;

const SETTINGS: Readonly<Record<RealVersion, Partial<RealClusterOptions>>> = {
  '5.5.0': {
    brokerSettings: {
      authenticationEnabled: 'true',
      authenticationMetadataProvider:
        'org.apache.rocketmq.auth.authentication.provider.LocalAuthenticationMetadataProvider',
      authenticationWhitelist: UPDATE_BROKER_CONFIG,
      authorizationEnabled: 'true',
      authorizationMetadataProvider:
        'org.apache.rocketmq.auth.authorization.provider.LocalAuthorizationMetadataProvider',
      authorizationWhitelist: UPDATE_BROKER_CONFIG,
      initAuthenticationUser: JSON.stringify({ username: SHOP.accessKey, password: SHOP.secretKey }),
      innerClientAuthenticationCredentials: JSON.stringify(SHOP),
    },
  },
  '4.9.7': { brokerSettings: { aclEnable: 'true' }, brokerFiles: { 'conf/plain_acl.yml': PLAIN_ACL } },
};

/** How each version says no. */
const REFUSALS = {
  '5.5.0': {
    responseCode: 16,
    wrongSecret: 'check signature failed.',
    unknownKey: 'User:unknown-access-key is not found.',
    noKey: 'username cannot be null.',
  },
  '4.9.7': {
    responseCode: 1,
    wrongSecret: `AclException: Check signature failed for accessKey=${SHOP.accessKey}`,
    unknownKey: 'AclException: No acl config for unknown-access-key',
    noKey: 'AclException: No accessKey is configured',
  },
} as const satisfies Record<RealVersion, object>;

const BOOT_TIMEOUT_MS = 100_000;
const describeWhereJavaIs = realClusters().length === 0 ? describe.skip : describe;

describeWhereJavaIs.each(['5.5.0', '4.9.7'] as const)('access control (real broker %s)', (version) => {
  let cluster: RealCluster;
  const refusal = REFUSALS[version];

  beforeAll(async () => {
    cluster = await startRealCluster({ version, brokers: 1, ...SETTINGS[version] });
  }, BOOT_TIMEOUT_MS);

  afterAll(() => cluster.stop());

  const clientWith = (options: Partial<Parameters<typeof runningClient>[0]>): RunningClient =>
    runningClient({ nameServers: cluster.nameServer, ...options });

  describe.each(['JSON', 'ROCKETMQ'] as const)('with %s headers', (headerFormat) => {
    it('stores what all modes send with the right keys, and lets it be pulled', async () => {
      await using running = clientWith({ headerFormat, credentials: { ...SHOP, securityToken: 'token' } });
      const { producer } = running;
      const topic = freshTopic('signed');
      const large = Buffer.alloc(9000, 'compressed');
      const properties = { city: '杭州🚀', Z: 'upper', _x: 'underscore' };

      await producer.send({ topic, body: textBody('sync'), tags: '标签', keys: ['k1', 'k2'], properties });
      await producer.send({ topic, body: large });
      await new Promise<SendResult>((resolve, reject) => {
        producer.sendAsync({ topic, body: textBody('async') }, { onSuccess: resolve, onException: reject });
      });
      await producer.sendOneway({ topic, body: textBody('oneway') });

      const stored = await pulled(running, topic, 4);
      const bodies = stored.map(({ body }) => Buffer.from(body).toString()).toSorted();
      expect(bodies).toEqual(['sync', large.toString(), 'async', 'oneway'].toSorted());
      expect(stored.find(({ tags }) => tags === '标签')).toMatchObject({ properties });
      expect(running.events).toEqual([]);
    });

    it('[E8.1] signs fields that other hooks add, and leaves out what a server would read as null', async () => {
      const rpcHooks = [
        {
          doBeforeRequest: (_address: string, { extFields }: { extFields: Record<string, string> }) => {
            Object.assign(extFields, {
              '\uFFFD': 'last',
              '\u{1F600}': '杭州',
              ns: 'space',
              empty: '',
              Signature: 'stale',
            });
          },
        },
      ];
      await using running = clientWith({ headerFormat, credentials: SHOP, rpcHooks });

      const result = await running.producer.send({ topic: freshTopic('hooked'), body: textBody('x') });

      expect(result.sendStatus).toBe('SEND_OK');
    });

    it.each([
      ['a wrong secret', { ...SHOP, secretKey: 'not-the-secret' }, refusal.wrongSecret],
      ['an unknown key', { ...SHOP, accessKey: 'unknown-access-key' }, refusal.unknownKey],
      ['no key', undefined, refusal.noKey],
    ])('[C3.16] refuses %s, with an error that names the option', async (_what, credentials, remark) => {
      await using trusted = clientWith({ credentials: SHOP });
      await using running = clientWith({ headerFormat, credentials });
      const topic = freshTopic('refused');
      const { messageQueue } = await trusted.producer.send({ topic, body: textBody('stored') });
      const reader = running.client.createPullReader();

      const sending = (await rejectionOf(running.producer.send({ topic, body: textBody('x') }))) as SendFailedError;
      const pulling = await rejectionOf(reader.pull(messageQueue, 0));

      expect(sending).toMatchObject({ code: 'BROKER_REJECTED', responseCode: refusal.responseCode });
      expect(pulling).toMatchObject({ code: 'BROKER_RESPONSE', responseCode: refusal.responseCode });
      for (const { message } of [sending, pulling]) {
        expect(message).toContain(remark);
        expect(message).toContain('check the client option credentials');
      }
    });
  });

  it('stores nothing of what was refused', async () => {
    await using trusted = clientWith({ credentials: SHOP });
    await using running = clientWith({ credentials: { ...SHOP, secretKey: 'not-the-secret' } });
    const topic = freshTopic('only');
    await trusted.producer.send({ topic, body: textBody('one') });

    await rejectionOf(running.producer.send({ topic, body: textBody('x') }));

    const reader = trusted.client.createPullReader();
    const queues = await queuesOf(reader, topic);
    const offsets = await Promise.all(queues.map((queue) => reader.maxOffset(queue)));
    expect(offsets.toSorted((one, other) => one - other)).toEqual([...queues.slice(1).map(() => 0), 1]);
  });
});

/** A broker tells the name server of a topic it made by itself a moment after it took the first message. */
function queuesOf(reader: PullReader, topic: string): Promise<readonly MessageQueue[]> {
  return waitFor({
    what: `the route of ${topic}`,
    timeoutMs: 10_000,
    check: () => reader.queues(topic).catch(undefinedIfNoRoute),
  });
}

function undefinedIfNoRoute(error: unknown): undefined {
  if (!(error instanceof RouteNotFoundError)) throw error;
}

/** Everything in a topic, once `count` messages can be read: a broker makes a stored message readable a moment later. */
async function pulled({ client }: RunningClient, topic: string, count: number): Promise<readonly MessageExt[]> {
  const reader = client.createPullReader();
  const queues = await queuesOf(reader, topic);
  return waitFor({
    what: `${count} messages in ${topic}`,
    timeoutMs: 10_000,
    check: async () => {
      const results = await Promise.all(queues.map((queue) => reader.pull(queue, 0)));
      const messages = results.flatMap((result) => result.messages);
      return messages.length >= count ? messages : undefined;
    },
  });
}
