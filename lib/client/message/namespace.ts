/**
 * Namespaces in the old style: names of topics and groups travel as `<namespace>%<name>`, and users see neither.
 * Source: client behaviour F.9, wire protocol section 10.3, Java `NamespaceUtil`.
 */
import type { MessageExt } from './message-ext.js';
import type { MessageQueue } from './message-queue.js';
import { DLQ_PREFIX, isSystemTopic, RETRY_PREFIX } from './name-validation.js';

const SEPARATOR = '%';
/** Groups of the servers themselves (Java `MixAll.CID_RMQ_SYS_PREFIX`). */
const SYSTEM_GROUP_PREFIX = 'CID_RMQ_SYS_';

/** Endpoints of hosted clusters name the instance, which is the namespace then. */
const INSTANCE_ENDPOINT = /^(?:\w+:\/\/)?(MQ_INST_\w+_\w+)\./;

/** The name as brokers know it. The prefix of a retry or dead-letter topic stays in front; nothing is wrapped twice. */
export function wrapNamespace(namespace: string | undefined, name: string): string {
  if (namespace === undefined || isSystemName(name)) return name;
  const { prefix, rest } = parts(name);
  return rest.startsWith(namespace + SEPARATOR) ? name : prefix + namespace + SEPARATOR + rest;
}

/** The name as users know it. Names outside of the namespace stay as they are. */
export function withoutNamespace(namespace: string | undefined, name: string): string {
  if (namespace === undefined || isSystemName(name)) return name;
  const { prefix, rest } = parts(name);
  return rest.startsWith(namespace + SEPARATOR) ? prefix + rest.slice(namespace.length + 1) : name;
}

/** A queue under the name of its topic at the brokers. */
export function queueInNamespace(namespace: string | undefined, queue: MessageQueue): MessageQueue {
  return namespace === undefined ? queue : { ...queue, topic: wrapNamespace(namespace, queue.topic) };
}

/** A stored message under the name of its topic that users know. */
export function messageWithoutNamespace(namespace: string | undefined, message: MessageExt): MessageExt {
  return namespace === undefined ? message : { ...message, topic: withoutNamespace(namespace, message.topic) };
}

/** The namespace that the address of a name server stands for, `undefined` for most (Java `NameServerAddressUtils`). */
export function namespaceOfEndpoint(address: string): string | undefined {
  return INSTANCE_ENDPOINT.exec(address)?.[1];
}

function isSystemName(name: string): boolean {
  return isSystemTopic(name) || name.startsWith(SYSTEM_GROUP_PREFIX);
}

function parts(name: string): { readonly prefix: string; readonly rest: string } {
  const prefix = [RETRY_PREFIX, DLQ_PREFIX].find((start) => name.startsWith(start)) ?? '';
  return { prefix, rest: name.slice(prefix.length) };
}
