/**
 * Asks at boot whether the topics of a connection can be sent to.
 */
import { Inject, Injectable } from '@nestjs/common';
import { RocketMQError } from '../../client/index.js';
import type { ModuleSettings } from '../connection/module-settings.js';
import type { NativeClient } from '../connection/native-client.js';
import { RocketMQBindings } from '../publishing/rocketmq-bindings.service.js';
import { RocketMQFeatures } from '../enhancers/rocketmq-features.service.js';
import { MODULE_SETTINGS, NATIVE_CLIENT } from '../connection/rocketmq.constants.js';
import { toError } from '../errors/to-error.js';

@Injectable()
export class TopicPreflight {
  constructor(
    @Inject(MODULE_SETTINGS) private readonly settings: ModuleSettings,
    @Inject(NATIVE_CLIENT) private readonly native: NativeClient,
    @Inject(RocketMQBindings) private readonly bindings: RocketMQBindings,
    @Inject(RocketMQFeatures) private readonly features: RocketMQFeatures,
  ) {}

  /** One sentence for each topic that cannot be sent to: it has no route, or no writable queue. */
  async problems(): Promise<readonly string[]> {
    const problems = await Promise.all(
      [...this.usersOfTopics()].map(([topic, users]) => this.problemOf(topic, [...users])),
    );
    return [...new Set(problems.filter((problem) => problem !== undefined))];
  }

  private usersOfTopics(): Map<string, Set<string>> {
    const { connection } = this.settings;
    const users = new Map<string, Set<string>>();
    const note = (topic: string, user: string): void => {
      users.set(topic, (users.get(topic) ?? new Set()).add(user));
    };
    for (const site of this.bindings.list()) {
      if (site.connection === connection) note(site.topic, site.method);
    }
    for (const { topics } of this.features.ofConnection(connection)) {
      for (const topic of topics) note(topic, 'forFeature()');
    }
    return users;
  }

  private async problemOf(topic: string, users: readonly string[]): Promise<string | undefined> {
    try {
      await this.native.producer.fetchPublishMessageQueues(topic);
      return undefined;
    } catch (thrown) {
      const error = toError(thrown);
      // One sentence for all topics.
      if (error instanceof RocketMQError && error.code === 'NO_NAME_SERVER') return error.message;
      return `topic ${topic} of ${users.join(', ')}: ${error.message}`;
    }
  }
}
