/**
 * What `lifecycle.ts` starts and ends: a module that publishes from each of its shutdown hooks, and routes that take their time.
 */
import {
  type BeforeApplicationShutdown,
  Controller,
  Get,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
  Post,
} from '@nestjs/common';
import { type DrainReport, ProducerService, RocketMQModule, SendAsync, SendSync } from 'nestjs-rocketmq';

/** A promise with its handle outside. */
export class Gate {
  open!: () => void;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

export const HOOKS = ['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'] as const;
export type Hook = (typeof HOOKS)[number];

/** What a run may wait for, and what it may tell the app to do. */
export class Plan {
  readonly requestEntered = new Gate();
  readonly requestMayEnd = new Gate();
  readonly detachedMayEnd = new Gate();
  /** Hooks that have run to their end, in order. */
  readonly hooks: string[] = [];
  readonly reports: DrainReport[] = [];
  /** Where the neighbour throws. */
  throwsIn: Hook | 'onModuleInit' | undefined;
  /** Whether the neighbour's shutdown hooks do anything. */
  hasWorkInHooks = true;
  /** Whether the neighbour's last hook goes on until `flushMayEnd`; when called again, such a hook has nothing to do. */
  flushes = false;
  readonly flushBegun = new Gate();
  readonly flushMayEnd = new Gate();
  /** Called as `beforeApplicationShutdown` of the neighbour ends: right after it Nest closes the servers. */
  onServersClose: () => void = () => {};
  /** Called as `onApplicationShutdown` of the neighbour ends: that of `RocketMQModule` is to come. */
  onLastHook: () => void = () => {};
}

@Injectable()
export class Publisher {
  @SendSync('decorated')
  async create(id: string): Promise<{ id: string }> {
    return { id };
  }
}

/** The other module of the app: it imports nothing of RocketMQ, as `RocketMQModule` is global. */
@Injectable()
export class Neighbour implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown {
  private isFlushing = false;

  constructor(
    private readonly plan: Plan,
    private readonly publisher: Publisher,
    private readonly producer: ProducerService,
  ) {}

  onModuleInit(): void {
    if (this.plan.throwsIn === 'onModuleInit') throw new Error('the neighbour cannot start');
  }

  onModuleDestroy(): Promise<void> {
    return this.publishIn('onModuleDestroy');
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.publishIn('beforeApplicationShutdown');
    this.plan.onServersClose();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.plan.flushes) {
      if (this.isFlushing) return;
      this.isFlushing = true;
      this.plan.flushBegun.open();
      await this.plan.flushMayEnd.opened;
    }
    await this.publishIn('onApplicationShutdown');
    this.plan.onLastHook();
  }

  @SendAsync('detached')
  async publishDetached(id: string): Promise<{ id: string }> {
    await this.plan.detachedMayEnd.opened;
    return { id };
  }

  private async publishIn(hook: Hook): Promise<void> {
    if (!this.plan.hasWorkInHooks) return;
    if (this.plan.throwsIn === hook) throw new Error('the neighbour cannot stop');
    await this.publisher.create(hook);
    await this.producer.send('imperative', { id: hook });
    this.plan.hooks.push(hook);
  }
}

@Controller()
export class Routes {
  constructor(
    private readonly plan: Plan,
    private readonly producer: ProducerService,
  ) {}

  /** Publishes when the servers are closing. */
  @Post('slow')
  @SendSync('decorated')
  async slow(): Promise<{ id: string }> {
    this.plan.requestEntered.open();
    await this.plan.requestMayEnd.opened;
    await this.producer.send('imperative', { id: 'request' });
    return { id: 'request' };
  }

  /** Takes so long that a connection in use is hardly ever idle. */
  @Get('busy')
  async busy(): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return 'busy';
  }
}

/** An app module on the given name server. */
export function lifecycleModule(nameServer: string, plan: Plan, startup: 'background' | 'eager' = 'background') {
  @Module({
    providers: [{ provide: Plan, useValue: plan }, Publisher, Neighbour],
    controllers: [Routes],
  })
  class NeighbourModule {}
  @Module({
    imports: [
      RocketMQModule.forRoot({
        nameServers: [nameServer],
        producer: { group: 'lifecycle' },
        startup,
        onDrained: (report) => plan.reports.push(report),
      }),
      NeighbourModule,
    ],
  })
  class AppModule {}
  return AppModule;
}
