/**
 * How one connection starts at boot: first everything that sends go by, then the client, then the questions to servers
 * that the options ask for.
 */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InvalidOptionsError } from '../../client/index.js';
import { loggerContext } from '../connection/connection-naming.js';
import { EventListeners } from '../events/event-listeners.service.js';
import { EventReporter } from '../events/event-reporter.service.js';
import { HookRegistrar } from '../enhancers/hook-registrar.service.js';
import type { ModuleSettings } from '../connection/module-settings.js';
import type { NativeClient } from '../connection/native-client.js';
import { PublisherBinder } from '../publishing/publisher-binder.service.js';
import { RocketMQConnections } from './rocketmq-connections.service.js';
import { RocketMQFeatures } from '../enhancers/rocketmq-features.service.js';
import { MODULE_SETTINGS, NATIVE_CLIENT } from '../connection/rocketmq.constants.js';
import { SendActivity } from '../sending/send-activity.service.js';
import { SendEnhancers } from '../enhancers/send-enhancers.service.js';
import { toError } from '../errors/to-error.js';
import { TopicPreflight } from './topic-preflight.service.js';

/** How long boot waits for a name server under `startup: 'eager'`, in milliseconds. */
const NAME_SERVER_TIMEOUT_MS = 5000;

@Injectable()
export class ConnectionStart {
  private readonly logger: Logger;

  constructor(
    @Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings,
    @Inject(NATIVE_CLIENT) private readonly native: NativeClient,
    @Inject(RocketMQConnections) private readonly connections: RocketMQConnections,
    @Inject(RocketMQFeatures) private readonly features: RocketMQFeatures,
    @Inject(EventListeners) private readonly listeners: EventListeners,
    @Inject(SendEnhancers) private readonly enhancers: SendEnhancers,
    @Inject(HookRegistrar) private readonly hooks: HookRegistrar,
    @Inject(PublisherBinder) private readonly binder: PublisherBinder,
    @Inject(TopicPreflight) private readonly preflight: TopicPreflight,
    @Inject(SendActivity) private readonly activity: SendActivity,
    @Inject(EventReporter) private readonly events: EventReporter,
  ) {
    this.logger = new Logger(loggerContext(settings.connection));
  }

  /**
   * @throws {InvalidOptionsError} INVALID_OPTIONS - what boot alone can see: classes, listeners, features, topics
   * @throws {NameServerUnreachableError} NO_NAME_SERVER - `eager`, and none answered within 5 seconds
   */
  async run(): Promise<void> {
    await this.prepare();
    this.native.client.start();
    try {
      await this.checkNameServers();
      await this.checkTopics();
    } catch (error) {
      // Nobody can close a context that failed to boot; its values may be hosts in the next one.
      this.binder.unbindAll();
      await this.native.client.close({ drainTimeoutMs: 0 });
      throw error;
    }
  }

  private async prepare(): Promise<void> {
    this.features.refuseUnknownConnections(this.connections.names());
    this.listeners.bindAll();
    await this.enhancers.resolveModule();
    await this.hooks.registerAll();
    this.binder.bindAll();
  }

  private async checkNameServers(): Promise<void> {
    const { startup } = this.settings;
    if (startup === 'lazy') return;
    const checking = this.native.client
      .checkNameServers({ timeoutMs: NAME_SERVER_TIMEOUT_MS })
      .then(() => this.events.tell({ type: 'ready' }));
    if (startup === 'eager') await checking;
    else checking.catch((error: unknown) => this.reportUnreachable(toError(error)));
  }

  private reportUnreachable(error: Error): void {
    if (this.activity.isDraining) return;
    this.events.tell({ type: 'name-servers-unreachable', error });
    this.logger.warn(`the app runs without RocketMQ for now, sends retry until their time is over: ${error.message}`);
  }

  private async checkTopics(): Promise<void> {
    const { preflight } = this.settings;
    if (preflight === 'off') return;
    const checking = this.preflight.problems();
    if (preflight === 'warn') {
      void checking.then((problems) => this.reportTopics(problems));
      return;
    }
    const problems = await checking;
    if (problems.length > 0) throw new InvalidOptionsError('preflight of topics', problems);
  }

  private reportTopics(problems: readonly string[]): void {
    if (problems.length === 0 || this.activity.isDraining) return;
    this.events.tell({ type: 'preflight-failed', problems });
    this.logger.warn(`preflight of topics: ${problems.join('; ')}`);
  }
}
