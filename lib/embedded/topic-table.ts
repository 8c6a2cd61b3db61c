/**
 * The topics that one broker knows, and how it creates one by itself.
 * Source: wire protocol section 5.6, Java `TopicConfigManager`.
 */
import { RETRY_PREFIX } from '../client/message/name-validation.js';
import { AUTO_CREATE_TOPIC } from '../client/protocol/protocol-limits.js';
import { PERMISSION } from '../client/protocol/topic-route-data.js';
import type { TopicAttributes } from './topic-attributes.js';

export interface TopicConfig {
  readonly topic: string;
  readonly readQueueNums: number;
  readonly writeQueueNums: number;
  readonly perm: number;
  readonly topicSysFlag: number;
  readonly order: boolean;
  readonly attributes: TopicAttributes;
}

const READ_WRITE = PERMISSION.READ | PERMISSION.WRITE;

/** A topic with as many queues to read as to write, and nothing special. */
export function plainTopic(topic: string, queues: number, perm: number = READ_WRITE): TopicConfig {
  const attributes: TopicAttributes = new Map();
  return { topic, readQueueNums: queues, writeQueueNums: queues, perm, topicSysFlag: 0, order: false, attributes };
}

export class TopicTable {
  readonly #topics = new Map<string, TopicConfig>();

  /** @param templateQueues - queues of TBW102; without it topics are not created by themselves */
  constructor(templateQueues: number | undefined) {
    if (templateQueues === undefined) return;
    this.set(plainTopic(AUTO_CREATE_TOPIC, templateQueues, READ_WRITE | PERMISSION.INHERIT));
  }

  get(topic: string): TopicConfig | undefined {
    return this.#topics.get(topic);
  }

  /** Makes a topic known, or changes it. */
  set(config: TopicConfig): TopicConfig {
    this.#topics.set(config.topic, config);
    return config;
  }

  /**
   * The topic of a send, created from its template if it is new.
   *
   * @param template - name of the topic to inherit from
   * @param queues - queues that the sender asks for, at most as many as the template has
   */
  getOrInherit(topic: string, template: string, queues: number): TopicConfig | undefined {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    const model = this.#topics.get(template);
    if (model !== undefined && (model.perm & PERMISSION.INHERIT) !== 0) {
      const granted = Math.max(Math.min(queues, model.writeQueueNums), 0);
      return this.set(plainTopic(topic, granted, model.perm & ~PERMISSION.INHERIT));
    }
    return topic.startsWith(RETRY_PREFIX) ? this.#createRetryTopic(topic) : undefined;
  }

  /** The retry topic of a consumer group, which brokers create when a member appears. */
  ensureRetryTopic(group: string): void {
    const topic = RETRY_PREFIX + group;
    if (!this.#topics.has(topic)) this.#createRetryTopic(topic);
  }

  #createRetryTopic(topic: string): TopicConfig {
    return this.set(plainTopic(topic, 1));
  }
}

/** A topic as Java prints it in remarks. */
export function describeTopic(config: TopicConfig): string {
  const { topic, readQueueNums, writeQueueNums, perm, topicSysFlag, order } = config;
  const letters = [
    (perm & PERMISSION.READ) === 0 ? '-' : 'R',
    (perm & PERMISSION.WRITE) === 0 ? '-' : 'W',
    (perm & PERMISSION.INHERIT) === 0 ? '-' : 'X',
  ].join('');
  const attributes = [...config.attributes].map(([name, value]) => `${name}=${value}`).join(', ');
  return (
    `TopicConfig [topicName=${topic}, readQueueNums=${readQueueNums}, writeQueueNums=${writeQueueNums}, perm=${letters}, ` +
    `topicFilterType=SINGLE_TAG, topicSysFlag=${topicSysFlag}, order=${order}, attributes={${attributes}}]`
  );
}
