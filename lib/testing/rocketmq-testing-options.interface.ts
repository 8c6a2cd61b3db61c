/**
 * Options of `RocketMQTestingModule.forRoot()`.
 */
import type { EmbeddedClusterOptions, TopicOptions } from '../embedded/index.js';
import type { RocketMQModuleExtras, RocketMQModuleOptions } from '../nest/index.js';

/**
 * The options of `RocketMQModule.forRoot()` without name servers, and those of the cluster.
 *
 * @publicApi
 */
export interface RocketMQTestingModuleOptions
  extends Partial<Omit<RocketMQModuleOptions, 'nameServers'>>, RocketMQModuleExtras {
  /** Brokers, version and limits of the embedded cluster; by default one broker of 5.5.0 that creates topics by itself. */
  readonly cluster?: Omit<EmbeddedClusterOptions, 'port' | 'host' | 'keepAlive'> | undefined;
  /** Topics that are there from the start: names, or names with their options. */
  readonly topics?: readonly string[] | Readonly<Record<string, TopicOptions>> | undefined;
}
