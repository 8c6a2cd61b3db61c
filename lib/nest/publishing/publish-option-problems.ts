/**
 * Checks options of publish decorators where the compiler cannot: JavaScript and casts.
 */
import { isSendCallback } from '../../client/index.js';

/** Whether a value is allowed, and what it must be. */
interface Rule {
  readonly isMet: (value: unknown) => boolean;
  readonly text: string;
}

const isName = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isFunction = (value: unknown): boolean => typeof value === 'function';

const RULES: Readonly<Record<string, Rule>> = {
  connection: { isMet: isName, text: 'the name of a connection' },
  onEmpty: { isMet: (value) => value === 'skip' || value === 'error', text: 'skip or error' },
  requireStatus: { isMet: (value) => value === 'SEND_OK', text: 'SEND_OK' },
  onException: { isMet: isFunction, text: 'a function' },
  onSuccess: { isMet: isFunction, text: 'a function' },
  when: { isMet: (value) => typeof value === 'boolean' || isFunction(value), text: 'a boolean or a function' },
  callback: {
    isMet: (value) => isFunction(value) || isSendCallback(value),
    text: 'a class, or an object with the methods onSuccess and onException',
  },
};

const EXCLUDE_EACH_OTHER: readonly (readonly string[])[] = [
  ['delayLevel', 'deliverAfterMs', 'deliverAt'],
  ['callback', 'onSuccess'],
  ['callback', 'onException'],
];

/** One sentence for each thing that is wrong. */
export function optionProblems(options: object): string[] {
  const given = new Map<string, unknown>(Object.entries(options).filter(([, value]) => value !== undefined));
  const wrong = Object.entries(RULES).filter(([name, { isMet }]) => given.has(name) && !isMet(given.get(name)));
  const groups = EXCLUDE_EACH_OTHER.map((group) => group.filter((name) => given.has(name)));
  return [
    ...wrong.map(([name, { text }]) => `${name} must be ${text}`),
    ...groups.filter(({ length }) => length > 1).map((names) => `${names.join(' and ')} exclude each other`),
  ];
}
