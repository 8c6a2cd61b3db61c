/**
 * Asks the brokers that were noted, every 3 seconds, whether they answer; any answer makes one reachable again.
 * All are asked at the same time and nothing waits for them. Source: client behaviour D.5, Java `detectByOneRound`.
 */
import { REQUESTS } from '../protocol/requests.js';
import type { Clock, Timer } from '../remoting/clock.js';
import type { RemotingClient } from '../remoting/remoting-client.js';
import type { BrokerAddressTable } from '../routing/broker-address-table.js';
import type { DetectableBroker, LatencyFaultTolerance } from './latency-fault-tolerance.js';

export interface FaultDetectorPorts {
  readonly tolerance: LatencyFaultTolerance;
  readonly brokers: BrokerAddressTable;
  readonly remoting: RemotingClient;
  readonly clock: Clock;
  readonly detectTimeoutMs: number;
  readonly detectIntervalMs: number;
}

const ROUND_INTERVAL_MS = 3000;

export class FaultDetector {
  readonly #ports: FaultDetectorPorts;
  #timer: Timer | undefined;

  constructor(ports: FaultDetectorPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#timer = this.#ports.clock.setBackgroundTimer(() => {
      this.start();
      this.#detect();
    }, ROUND_INTERVAL_MS);
  }

  close(): void {
    this.#timer?.cancel();
  }

  #detect(): void {
    const { tolerance, brokers, detectIntervalMs } = this.#ports;
    for (const item of tolerance.takeDue(detectIntervalMs)) {
      const address = brokers.master(item.brokerName)?.address;
      if (address === undefined) tolerance.remove(item.brokerName);
      else void this.#probe(address, item);
    }
  }

  /** An error code is an answer too, unlike in Java: only who can be reached can refuse. */
  async #probe(address: string, { brokerName, topic }: DetectableBroker): Promise<void> {
    const { remoting, tolerance, clock, detectTimeoutMs } = this.#ports;
    const header = { topic, queueId: 0, brokerName };
    const deadlineAt = clock.now() + detectTimeoutMs;
    try {
      await remoting.invoke({ address, definition: REQUESTS.GET_MAX_OFFSET, header, deadlineAt });
    } catch {
      return; // Still out of reach; the next round asks again.
    }
    tolerance.markReachable(brokerName);
  }
}
