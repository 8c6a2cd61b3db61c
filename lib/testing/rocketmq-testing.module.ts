/**
 * The real module on brokers in this process: for tests of whole apps, on the real wire protocol.
 */
import { type DynamicModule, Module } from '@nestjs/common';
import type { DrainReport } from '../client/index.js';
import { RocketMQModule, type RocketMQModuleOptions } from '../nest/index.js';
import { RocketMQTestBroker } from './rocketmq-test-broker.js';
import type { RocketMQTestingModuleOptions } from './rocketmq-testing-options.interface.js';
import { getTestBrokerToken } from './testing-tokens.js';

/** Has the broker, which is there before the options of the real module are. */
@Module({})
class RocketMQTestBrokerModule {}

/**
 * `RocketMQModule` with an embedded cluster of its own, on free ports of the loopback interface. `RocketMQTestBroker` is
 * injectable. The cluster is stopped when the app is closed and has drained.
 *
 * @example
 * ```ts
 * const module = await Test.createTestingModule({ imports: [RocketMQTestingModule.forRoot(), OrdersModule] }).compile();
 * const broker = module.get(RocketMQTestBroker);
 * ```
 * @publicApi
 */
@Module({})
export class RocketMQTestingModule {
  /**
   * @throws {InvalidOptionsError} INVALID_OPTIONS - at boot, not here; lists every bad option
   */
  static forRoot(options: RocketMQTestingModuleOptions = {}): DynamicModule {
    const { isGlobal = true, name } = options;
    const token = getTestBrokerToken(name);
    const brokerModule: DynamicModule = {
      module: RocketMQTestBrokerModule,
      global: isGlobal,
      providers: [{ provide: token, useFactory: () => RocketMQTestBroker.start(options) }],
      exports: [token],
    };
    const rocketmq = RocketMQModule.forRootAsync({
      isGlobal,
      name,
      imports: [brokerModule],
      inject: [token],
      useFactory: (broker: RocketMQTestBroker) => moduleOptions(options, broker),
    });
    return { module: RocketMQTestingModule, imports: [brokerModule, rocketmq], exports: [brokerModule, rocketmq] };
  }
}

function moduleOptions(
  { cluster: _cluster, topics: _topics, isGlobal: _isGlobal, name: _name, ...options }: RocketMQTestingModuleOptions,
  broker: RocketMQTestBroker,
): RocketMQModuleOptions {
  return {
    producer: { group: 'test' },
    ...options,
    nameServers: [broker.nameServer],
    onDrained: async (report: DrainReport) => {
      try {
        await options.onDrained?.(report);
      } finally {
        await broker.cluster.stop();
      }
    },
  };
}
