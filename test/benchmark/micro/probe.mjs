// One operation in a process of its own, so that nothing else has shaped its compiled code: nanoseconds of one, for each
// line of standard input.
import { Bench } from 'tinybench';
import { answer, settings } from '../scale/probes/probe.mjs';
import { median } from '../controller/statistics.mjs';
import * as inFlight from './operations/in-flight.mjs';
import * as making from './operations/making.mjs';
import { OPERATIONS } from './operations/parts.mjs';
import * as protocol from './operations/protocol.mjs';
import * as remoting from './operations/remoting.mjs';
import * as sending from './operations/sending.mjs';

const NANOS_PER_MS = 1_000_000;

const { prepare, run } = { ...inFlight, ...making, ...protocol, ...remoting, ...sending }[settings.operation]();

let isWarm = false;

await answer(async (milliseconds) => {
  const time = { time: milliseconds, warmup: !isWarm, warmupTime: milliseconds };
  const bench = new Bench({ ...time, retainSamples: true, throws: true });
  bench.add(settings.operation, run, prepare === undefined ? {} : { beforeEach: prepare });
  const [task] = await bench.run();
  isWarm = true;
  const { samples } = task.result.latency;
  return { nanos: (median(samples) / OPERATIONS) * NANOS_PER_MS, samples: samples.length };
});
