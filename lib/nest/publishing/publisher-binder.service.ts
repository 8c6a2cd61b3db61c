/**
 * Fills the slots of instances that property injection does not reach: those from `useFactory` and `useValue`, and
 * transient controllers.
 */
import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, ModuleRef } from '@nestjs/core';
import { InvalidOptionsError } from '../../client/index.js';
import { DecoratedPublisher } from './decorated-publisher.service.js';
import { bindHostModule } from '../hosts/host-module.js';
import { type HostView, providersOf, controllersOf } from '../hosts/host-view.js';
import type { ModuleSettings } from '../connection/module-settings.js';
import { bindPublisher, hasSlot, publisherOf, type PublisherSlot, publisherSlot } from '../hosts/publish-binding.js';
import { MODULE_SETTINGS } from '../connection/rocketmq.constants.js';

@Injectable()
export class PublisherBinder {
  private readonly slot: PublisherSlot;
  private readonly bound: object[] = [];

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(DecoratedPublisher) private readonly publisher: DecoratedPublisher,
    @Inject(MODULE_SETTINGS) { connection }: ModuleSettings,
  ) {
    this.slot = publisherSlot(connection);
  }

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - names every factory provider whose instances cannot be bound */
  bindAll(): void {
    const providers = providersOf(this.discovery);
    const problems = providers.filter((provider) => isUnreachable(provider, this.slot)).map(describe);
    if (problems.length > 0) throw new InvalidOptionsError('publish decorators', problems);
    const controllers = controllersOf(this.discovery);
    const shared = providers.filter(({ isTransient }) => !isTransient);
    for (const { instance, host } of [...shared, ...controllers.filter(isNeverConstructed)]) {
      if (!hasSlot(instance, this.slot) || typeof instance === 'function') continue;
      if (publisherOf(instance, this.slot) !== undefined) continue;
      bindPublisher(instance, this.slot, this.publisher);
      bindHostModule(instance, host?.getProviderByKey(ModuleRef)?.instance as ModuleRef | undefined);
      this.bound.push(instance);
    }
  }

  /** Frees values that outlive the app, so that the next app can bind them. */
  unbindAll(): void {
    for (const instance of this.bound.splice(0)) {
      bindPublisher(instance, this.slot, undefined);
      bindHostModule(instance, undefined);
    }
  }
}

/** Nest routes to a bare object with the prototype of a transient controller: nobody injects it, so nothing is. */
function isNeverConstructed(controller: HostView): boolean {
  return controller.isTransient && controller.isDependencyTreeStatic();
}

/** A factory that makes an instance a request or injection: nobody sees these instances before they are used. */
function isUnreachable(provider: HostView, slot: PublisherSlot): boolean {
  const { token, isFactory, isTransient } = provider;
  if (!isFactory || typeof token !== 'function' || !hasSlot(token.prototype, slot)) return false;
  return isTransient || !provider.isDependencyTreeStatic();
}

function describe({ name }: HostView): string {
  return (
    `${String(name)} has methods that publish and comes from a useFactory that is request-scoped or transient, ` +
    'so its instances cannot be bound: provide the class itself, or make the factory a singleton'
  );
}
