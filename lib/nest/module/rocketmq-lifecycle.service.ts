/**
 * The one provider of the module that has lifecycle hooks, because Nest 11 runs the hooks of one module in no order.
 * Boot is `ConnectionStart`'s. Shutdown: sends are taken until the servers are closed, because HTTP
 * handlers still run after `onModuleDestroy`; then what is under way gets `drainTimeoutMs`.
 */
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import type { DrainReport } from '../../client/index.js';
import { loggerContext } from '../connection/connection-naming.js';
import { ConnectionStart } from './connection-start.service.js';
import { EventReporter } from '../events/event-reporter.service.js';
import { KeepAliveEnding } from '../http/keep-alive-ending.service.js';
import type { ModuleSettings } from '../connection/module-settings.js';
import type { NativeClient } from '../connection/native-client.js';
import type { ProducerService } from '../sending/producer.service.js';
import { PublisherBinder } from '../publishing/publisher-binder.service.js';
import { RocketMQConnections } from './rocketmq-connections.service.js';
import { CONNECTION_PRODUCER, MODULE_SETTINGS, NATIVE_CLIENT } from '../connection/rocketmq.constants.js';
import { SendActivity } from '../sending/send-activity.service.js';
import { toError } from '../errors/to-error.js';
import { Teardowns } from './teardowns.js';

@Injectable()
export class RocketMQLifecycle
  implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger: Logger;
  private readonly teardowns = new Teardowns();
  private draining: Promise<void> | undefined;

  constructor(
    @Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings,
    @Inject(NATIVE_CLIENT) private readonly native: NativeClient,
    @Inject(ConnectionStart) private readonly start: ConnectionStart,
    @Inject(PublisherBinder) private readonly binder: PublisherBinder,
    @Inject(SendActivity) private readonly activity: SendActivity,
    @Inject(EventReporter) private readonly events: EventReporter,
    @Inject(KeepAliveEnding) private readonly keepAlive: KeepAliveEnding,
    @Inject(CONNECTION_PRODUCER) producer: ProducerService,
    @Inject(RocketMQConnections) connections: RocketMQConnections,
  ) {
    this.logger = new Logger(loggerContext(settings.connection));
    // Before any connection starts, so that a boot which fails for two equal names leaves nothing running.
    connections.add(settings.connection, producer);
  }

  async onModuleInit(): Promise<void> {
    await this.start.run();
  }

  onModuleDestroy(): void {
    this.teardowns.begin();
    this.activity.markDraining();
  }

  /** Right after this Nest closes the servers. */
  beforeApplicationShutdown(): void {
    this.keepAlive.begin();
  }

  /** Never throws: on Nest 11 that would skip the cleanup of other modules. A second call joins the first. */
  onApplicationShutdown(): Promise<void> {
    this.teardowns.end();
    this.draining ??= this.drain().catch((error: unknown) => {
      this.logger.error(`closing failed: ${toError(error).message}`);
    });
    return this.draining;
  }

  private async drain(): Promise<void> {
    const { drainTimeoutMs } = this.settings;
    this.activity.markDraining();
    await this.teardowns.ended(drainTimeoutMs);
    this.keepAlive.end();
    const startedAt = performance.now();
    const own = await this.activity.drain(drainTimeoutMs);
    // What has not ended by now has had its time, even if the timer ran a moment early.
    const isOver = own.sending + own.awaited > 0;
    const leftMs = isOver ? 0 : Math.max(0, drainTimeoutMs - (performance.now() - startedAt));
    const rest = await this.native.client.close({ drainTimeoutMs: leftMs });
    this.binder.unbindAll();
    const settled = own.settled + rest.settled;
    const failed = own.failed + rest.failed;
    // What this layer gave up while it was on the wire is among what the client gave up.
    const aborted = own.awaited + Math.max(own.sending, rest.aborted);
    const elapsedMs = performance.now() - startedAt;
    await this.report({ pending: settled + failed + aborted, settled, failed, aborted, elapsedMs });
  }

  /** To the app's own listener, or else to the log if there is something to say. */
  private async report(report: DrainReport): Promise<void> {
    const { pending, settled, failed, aborted, elapsedMs } = report;
    const { onDrained } = this.settings;
    this.events.tell({ type: 'drained', report });
    if (onDrained !== undefined) {
      await this.tell(onDrained, report);
      return;
    }
    const line = `drained in ${Math.round(elapsedMs)} ms: ${pending} pending, ${settled} settled, ${failed} failed, ${aborted} aborted`;
    if (failed + aborted > 0) this.logger.warn(line);
    else if (pending > 0) this.logger.log(line);
  }

  private async tell(onDrained: (report: DrainReport) => unknown, report: DrainReport): Promise<void> {
    try {
      await onDrained(report);
    } catch (error) {
      this.logger.error(`onDrained threw: ${toError(error).message}`);
    }
  }
}
