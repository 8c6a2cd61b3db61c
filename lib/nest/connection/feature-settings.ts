/**
 * Checks the options of `forFeature()`, so that boot names everything that is wrong.
 */
import type { CanActivate, NestInterceptor, Type } from '@nestjs/common';
import { InvalidOptionsError } from '../../client/index.js';
import { DEFAULT_CONNECTION } from './connection-naming.js';
import { classListProblems, isObject, nameProblems, typeName } from './option-problems.js';
import type { RocketMQFeatureOptions } from './rocketmq-feature-options.interface.js';
import type { Hook } from './rocketmq-module-options.interface.js';
import { isTopicReference, topicName, type TopicReference } from '../message/topic-definition.js';

/** The options with every default filled in. */
export interface FeatureSettings {
  readonly connection: string;
  readonly guards: readonly Type<CanActivate>[];
  readonly interceptors: readonly Type<NestInterceptor>[];
  readonly hooks: readonly Type<Hook>[];
  /** Names. */
  readonly topics: readonly string[];
}

export const FEATURE_SUBJECT = 'RocketMQModule.forFeature options';

/** @throws {InvalidOptionsError} INVALID_OPTIONS - lists every bad option */
export function resolveFeatureOptions(options: RocketMQFeatureOptions): FeatureSettings {
  if (!isObject(options)) {
    throw new InvalidOptionsError(FEATURE_SUBJECT, [`the options are ${typeName(options)}, they must be an object`]);
  }
  const { connection = DEFAULT_CONNECTION, guards = [], interceptors = [], hooks = [], topics = [] } = options;
  const problems = [
    ...nameProblems('connection', connection),
    ...classListProblems('guards', guards),
    ...classListProblems('interceptors', interceptors),
    ...classListProblems('hooks', hooks),
    ...topicProblems(topics),
  ];
  if (problems.length > 0) throw new InvalidOptionsError(FEATURE_SUBJECT, problems);
  return { connection, guards, interceptors, hooks, topics: topics.map(topicName) };
}

function topicProblems(topics: readonly TopicReference[]): string[] {
  if (!Array.isArray(topics)) return [`topics is ${typeName(topics)}, it must be a list`];
  return topics.flatMap((topic: unknown, index) =>
    isTopicReference(topic)
      ? []
      : [`topics[${index}] is ${typeName(topic)}, it must be a text, or come from defineTopic()`],
  );
}
