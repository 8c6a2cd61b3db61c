/**
 * The main job, end to end: a Nest application publishes in all six ways, and the other side reads exactly that.
 */
import 'reflect-metadata';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Injectable, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type DrainReport,
  type HeaderFormat,
  ProducerService,
  RocketMQModule,
  SendAsync,
  SendOneway,
  type SendOutcome,
  SendSync,
} from '../../lib/index.js';
import { type ClusterUnderTest, freshTopic, type StoredMessage } from './cluster-under-test.js';

const MAX_IN_FLIGHT = 256;
/** One-way messages leave evenly: a broker drops what comes faster than it stores. */
const ONEWAY_PACE = { messages: 20, everyMs: 10 } as const;
const UNIQ_KEY = /^[0-9A-F]{32}$/;

interface Order {
  readonly number: number;
  readonly text: string;
}

const order = (number: number): Order => ({ number, text: `订单 ${number} 👩‍💻🚀 "\\/\t` });
const facts = (number: number): { tags: string; keys: string[]; properties: Record<string, string> } => ({
  tags: `T${number % 3}`,
  keys: [`key-${number}`, '键'],
  properties: { n: String(number), city: '杭州', emoji: '👩‍💻🚀' },
});

interface Publisher {
  sync(number: number): Promise<Order>;
  async(number: number): Order;
  oneway(number: number): Order;
}

/** Decorators need their topics when the class is made; each run has topics of its own. */
function publisherClass(topics: { sync: string; async: string; oneway: string }): Type<Publisher> {
  const options = {
    tags: ({ number }: Order) => facts(number).tags,
    keys: ({ number }: Order) => facts(number).keys,
    properties: (_order: Order, number: number) => facts(number).properties,
  };

  @Injectable()
  class SixWaysPublisher implements Publisher {
    @SendSync(topics.sync, options)
    async sync(number: number): Promise<Order> {
      return Promise.resolve(order(number));
    }

    @SendAsync(topics.async, options)
    async(number: number): Order {
      return order(number);
    }

    @SendOneway(topics.oneway, options)
    oneway(number: number): Order {
      return order(number);
    }
  }
  return SixWaysPublisher;
}

interface RunningApp {
  readonly app: INestApplicationContext;
  readonly publisher: Publisher;
  readonly producer: ProducerService;
  readonly exceptions: Error[];
  readonly drained: DrainReport[];
}

async function runApp(nameServer: string, headerFormat: HeaderFormat, publisher: Type<Publisher>): Promise<RunningApp> {
  const exceptions: Error[] = [];
  const drained: DrainReport[] = [];
  class AppModule {}
  Module({
    imports: [
      RocketMQModule.forRoot({
        nameServers: [nameServer],
        headerFormat,
        producer: { group: 'six-ways', timeoutMs: 10_000, onException: (error) => exceptions.push(error) },
        onDrained: (report) => drained.push(report),
      }),
    ],
    providers: [publisher],
  })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  return { app, publisher: app.get(publisher), producer: app.get(ProducerService), exceptions, drained };
}

/** Calls `send` for each number, with at most 256 of them unfinished. */
async function inLanes(count: number, send: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await send(next++);
  };
  await Promise.all(Array.from({ length: MAX_IN_FLIGHT }, lane));
}

async function paced(count: number, send: (number: number) => unknown): Promise<void> {
  for (let number = 0; number < count; number++) {
    await send(number);
    if (number % ONEWAY_PACE.messages === ONEWAY_PACE.messages - 1) await setTimeout(ONEWAY_PACE.everyMs);
  }
}

/** What is stored, as text in which two messages differ if any fact of them does. */
function seen(messages: readonly StoredMessage[]): string[] {
  return messages
    .map(({ topic, body, tags, keys, properties }) => {
      const { n, city, emoji } = properties;
      return JSON.stringify([topic, body.toString(), tags, keys, n, city, emoji]);
    })
    .toSorted();
}

function expected(topic: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => {
    const { tags, keys, properties } = facts(number);
    const { n, city, emoji } = properties;
    return JSON.stringify([topic, JSON.stringify(order(number)), tags, keys.join(' '), n, city, emoji]);
  }).toSorted();
}

/** @param count - messages for each of the six ways */
export function describeSixWays(cluster: () => ClusterUnderTest, count: number): void {
  describe.each<HeaderFormat>(['JSON', 'ROCKETMQ'])('a Nest application with %s headers', (headerFormat) => {
    it(`publishes ${count} messages by each decorator and each method, and exactly those are stored`, async () => {
      const ways = ['sync', 'send', 'async', 'sendAsync', 'oneway', 'sendOneway'] as const;
      const topics = Object.fromEntries(ways.map((way) => [way, freshTopic(way)])) as Record<
        (typeof ways)[number],
        string
      >;
      const running = await runApp(cluster().nameServer, headerFormat, publisherClass(topics));
      const { publisher, producer } = running;
      const ids = new Set<string | undefined>();
      const note = ({ msgId }: SendOutcome): void => void ids.add(msgId);

      await inLanes(count, (number) => publisher.sync(number));
      await inLanes(count, async (number) => note(await producer.send(topics.send, order(number), facts(number))));
      for (let number = 0; number < count; number++) {
        while (producer.status().inFlight >= MAX_IN_FLIGHT) await setImmediate();
        publisher.async(number);
      }
      await inLanes(count, async (number) => {
        const outcome = await new Promise<SendOutcome>((onSuccess, onException) => {
          producer.sendAsync(topics.sendAsync, order(number), { onSuccess, onException }, facts(number));
        });
        note(outcome);
      });
      await paced(count, (number) => publisher.oneway(number));
      await paced(count, (number) => producer.sendOneway(topics.sendOneway, order(number), facts(number)));
      const { onewayFailures } = producer.status();
      await running.app.close();
      const stored = await Promise.all(ways.map((way) => cluster().read(topics[way], count)));

      expect(running.exceptions).toEqual([]);
      expect(onewayFailures).toBe(0);
      expect(running.drained).toMatchObject([{ failed: 0, aborted: 0 }]);
      for (const [index, way] of ways.entries()) expect(seen(stored[index]!)).toEqual(expected(topics[way], count));
      const uniqueKeys = stored.flat().map(({ properties }) => properties['UNIQ_KEY']);
      expect(uniqueKeys.filter((key) => !UNIQ_KEY.test(key ?? ''))).toEqual([]);
      const known = new Set(uniqueKeys);
      expect(known.size).toBe(count * ways.length);
      expect(ids.size).toBe(count * 2);
      const stray = [...ids].filter((id) => !known.has(id));
      expect(stray).toEqual([]);
    }, 180_000);
  });
}
