/**
 * What the modules of an app add to its connections by `forFeature()`.
 */
import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { InvalidOptionsError } from '../../client/index.js';
import { FEATURE_SUBJECT, type FeatureSettings } from '../connection/feature-settings.js';
import { FEATURE_SETTINGS } from '../connection/rocketmq.constants.js';

/** The little that is read of Nest's modules. */
interface ModuleView {
  readonly imports: Iterable<ModuleView>;
  getProviderByKey(token: unknown): { readonly instance: unknown } | undefined;
}

@Injectable()
export class RocketMQFeatures {
  constructor(@Inject(ModulesContainer) private readonly modules: ModulesContainer) {}

  /** Of all modules, in the order in which Nest has scanned them. */
  ofConnection(connection: string): readonly FeatureSettings[] {
    return this.all().filter((feature) => feature.connection === connection);
  }

  /** Those that a module imports itself, by the module's own `ModuleRef`. */
  ofModule(hostModule: ModuleRef, connection: string): readonly FeatureSettings[] {
    const host = this.views().find((module) => module.getProviderByKey(ModuleRef)?.instance === hostModule);
    return featuresOf(host?.imports ?? []).filter((feature) => feature.connection === connection);
  }

  /** @throws {InvalidOptionsError} INVALID_OPTIONS - one names a connection that is not there */
  refuseUnknownConnections(known: readonly string[]): void {
    const unknown = this.all().filter(({ connection }) => !known.includes(connection));
    if (unknown.length === 0) return;
    throw new InvalidOptionsError(
      FEATURE_SUBJECT,
      unknown.map(({ connection }) => `there is no connection called ${connection}; there are: ${known.join(', ')}`),
    );
  }

  private all(): readonly FeatureSettings[] {
    return featuresOf(this.views());
  }

  private views(): ModuleView[] {
    return [...this.modules.values()];
  }
}

function featuresOf(modules: Iterable<ModuleView>): FeatureSettings[] {
  return [...modules].flatMap((module) => {
    const provider = module.getProviderByKey(FEATURE_SETTINGS);
    return provider === undefined ? [] : [provider.instance as FeatureSettings];
  });
}
