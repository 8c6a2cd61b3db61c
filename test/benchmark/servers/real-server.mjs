// A real 5.5.0 broker with its name server, started by the harness of the interop tests, warmed up before anybody is measured.
import { DriverProcess } from '../controller/driver-process.mjs';
import { findToolchain, startRealCluster } from '../harness.mjs';
import { TopicOffsets } from './topic-offsets.mjs';

const VERSION = '5.5.0';
const WARM_UP = { topic: 'bench-warm-up', mode: 'sync', inFlight: 64, bodyBytes: 256 };
const WARM_UP_MS = 20_000;

// The harness starts brokers for tests: compiled half, so that they start fast, and with small files. Here they are as
// fast as they get, have the sizes that brokers have by default, and throw away what hundreds of windows have left behind.
const BROKER_FLAGS = ['-XX:TieredStopAtLevel=4', '-Xms1g'];
const BROKER_SETTINGS = {
  mappedFileSizeCommitLog: '1073741824',
  mappedFileSizeConsumeQueue: '6000000',
  fileReservedTime: '0',
  deleteWhen: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')).join(';'),
};

/** @returns undefined, and a line that says why, when Java or Maven is missing */
export async function startRealServer({ programs, warmUpMs = WARM_UP_MS }) {
  const { missing } = await findToolchain();
  if (missing !== undefined) {
    console.log(`no real broker: ${missing}`);
    return undefined;
  }
  const cluster = await startRealCluster({
    version: VERSION,
    brokers: 1,
    brokerFlags: BROKER_FLAGS,
    brokerSettings: BROKER_SETTINGS,
  });
  const offsets = new TopicOffsets(cluster.nameServer);
  await offsets.create(WARM_UP.topic);
  console.log(`the broker warms up for ${warmUpMs} ms`);
  const [program] = await programs.find('own');
  await warmUp(cluster.nameServer, program, warmUpMs);
  return {
    nameServer: cluster.nameServer,
    pid: cluster.brokers[0].pid,
    prepareTopic: (topic) => offsets.create(topic),
    storedMessages: (topic) => offsets.sum(topic),
    async stop() {
      await offsets.close();
      await cluster.stop();
    },
  };
}

async function warmUp(nameServer, program, milliseconds) {
  const driver = new DriverProcess('warm-up', program, { nameServer, ...WARM_UP });
  await driver.measure(milliseconds);
  await driver.stop();
}
