/**
 * The promises that hold on every cluster, on the embedded one.
 */
import { afterAll, beforeAll, describe } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import type { ClusterUnderTest } from '../promises/cluster-under-test.js';
import { embeddedSide } from '../promises/embedded-side.js';
import { describeAdminCalls } from '../promises/admin-calls.js';
import { describeBatches } from '../promises/batches.js';
import { describeHooks } from '../promises/hooks.js';
import { describeDeliveryTimes } from '../promises/delivery-times.js';
import { describeNativeSends } from '../promises/native-sends.js';
import { describePullReader } from '../promises/pull-reader.js';
import { describeQueueChoice } from '../promises/queue-choice.js';
import { describeSixWays } from '../promises/six-ways.js';

describe('on the embedded cluster', () => {
  let cluster: EmbeddedCluster;
  let side: ClusterUnderTest;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start({ brokers: 2 });
    side = embeddedSide(cluster);
  });

  afterAll(async () => {
    await cluster.stop();
  });

  describeBatches(() => side);
  describeHooks(() => side);
  describeNativeSends(() => side);
  describeDeliveryTimes(() => side, { hasTimers: true });
  describePullReader(() => side);
  describeAdminCalls(() => side);
  describeQueueChoice(() => side);
  describeSixWays(() => side, 1000);
});

describe('on an embedded cluster of 4.9.7', () => {
  let cluster: EmbeddedCluster;

  beforeAll(async () => {
    cluster = await EmbeddedCluster.start({ brokers: 2, version: '4.9.7', headerFormat: 'mirror' });
  });

  afterAll(async () => {
    await cluster.stop();
  });

  describeDeliveryTimes(() => embeddedSide(cluster), { hasTimers: false });
});
