/**
 * The promises that hold on every cluster, on real brokers with the Java client on the other side.
 */
import { describeAdminCalls } from '../promises/admin-calls.js';
import { describeBatches } from '../promises/batches.js';
import { describeHooks } from '../promises/hooks.js';
import { describeDeliveryTimes } from '../promises/delivery-times.js';
import { describeNativeSends } from '../promises/native-sends.js';
import { describePullReader } from '../promises/pull-reader.js';
import { describeQueueChoice } from '../promises/queue-choice.js';
import { describeSixWays } from '../promises/six-ways.js';
import { describeOnRealBrokers } from './harness/clusters.js';
import { realSide } from './real-side.js';

describeOnRealBrokers('promises', (cluster, java) => {
  const side = realSide(cluster, java);

  describeBatches(() => side);
  describeHooks(() => side);
  describeNativeSends(() => side);
  describeDeliveryTimes(() => side, { hasTimers: cluster.version === '5.5.0' });
  describePullReader(() => side);
  describeAdminCalls(() => side);
  describeQueueChoice(() => side);
  describeSixWays(() => side, 5000);
});
