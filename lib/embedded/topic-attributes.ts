/**
 * Attributes of topics, and how a request changes them: `+name=value` sets one, `-name` removes one.
 * Source: wire protocol section 5.6, Java `AttributeParser`, `AttributeUtil`, `TopicAttributes`; refusals word for word.
 */
export type TopicAttributes = ReadonlyMap<string, string>;

interface AttributeRule {
  /** What it may be set to; `undefined`: a whole number from -1. */
  readonly values: readonly string[] | undefined;
  /** Whether a topic that exists may change it. */
  readonly isChangeable: boolean;
}

const RULES: ReadonlyMap<string, AttributeRule> = new Map([
  ['queue.type', { values: ['BatchCQ', 'SimpleCQ'], isChangeable: false }],
  ['cleanup.policy', { values: ['DELETE', 'COMPACTION'], isChangeable: false }],
  ['message.type', { values: ['UNSPECIFIED', 'NORMAL', 'FIFO', 'DELAY', 'TRANSACTION', 'MIXED'], isChangeable: true }],
  ['reserve.time', { values: undefined, isChangeable: true }],
]);

/**
 * What a topic's attributes become.
 *
 * @param current - of the topic as it is, `undefined` for a new one
 * @param modification - as it came with the request
 * @throws {Error} a modification that brokers refuse, with their own text
 */
export function alterAttributes(current: TopicAttributes | undefined, modification: string): TopicAttributes {
  const attributes = new Map(current);
  const seen = new Set<string>();
  for (const part of modification === '' ? [] : modification.split(',')) {
    const [key = '', value = ''] = part.split('=');
    const name = key.slice(1);
    if (seen.has(name)) throw new Error(`alter duplication key. key: ${name}`);
    seen.add(name);
    if (part.includes('=')) set(attributes, { key, name, value, isNew: current === undefined });
    else remove(attributes, { key, name, isNew: current === undefined });
  }
  return attributes;
}

interface Change {
  readonly key: string;
  readonly name: string;
  readonly isNew: boolean;
}

function set(attributes: Map<string, string>, { key, name, isNew, value }: Change & { readonly value: string }): void {
  if (!key.startsWith('+')) throw new Error(`add/alter attribute format is wrong: ${key}`);
  const { values } = ruleOf(name, isNew);
  if (values !== undefined && !values.includes(value)) {
    throw new Error(`value is not in set: [${values.join(', ')}]`);
  }
  if (values === undefined && !/^(?:-1|\d+)$/.test(value)) throw new Error(`For input string: "${value}"`);
  attributes.set(name, value);
}

function remove(attributes: Map<string, string>, { key, name, isNew }: Change): void {
  if (!key.startsWith('-')) throw new Error(`delete attribute format is wrong: ${key}`);
  if (isNew) throw new Error(`only add attribute is supported while creating topic. key: ${name}`);
  if (!attributes.has(name)) throw new Error(`attempt to delete a nonexistent key: ${name}`);
  ruleOf(name, isNew);
  attributes.delete(name);
}

function ruleOf(name: string, isNew: boolean): AttributeRule {
  const rule = RULES.get(name);
  if (rule === undefined) throw new Error(`unsupported key: ${name}`);
  if (!isNew && !rule.isChangeable) throw new Error(`attempt to update an unchangeable attribute. key: ${name}`);
  return rule;
}
