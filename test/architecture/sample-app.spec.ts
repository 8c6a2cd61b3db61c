/**
 * The sample app shows everything that the Nest layer, the health check and the test kit have, and its README finds it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as health from '../../lib/health/index.js';
import * as nest from '../../lib/nest/index.js';
import * as testing from '../../lib/testing/index.js';

const FOLDER = join(import.meta.dirname, '..', '..', 'sample-app');
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const source = files.map((path) => readFileSync(join(FOLDER, path), 'utf8')).join('\n');
const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');

/** What a shop has no use for, with what it uses instead. */
const NOT_SHOWN: ReadonlyMap<string, string> = new Map([
  ['JsonPayloadSerializer', 'it is the default'],
  ['getProducerToken', '@InjectProducer'],
  ['PayloadInvalidError', 'RocketMQExceptionFilter answers for all errors'],
  ['PayloadNotSerializableError', 'as above'],
  ['RocketMQNotBoundError', 'as above'],
  ['SendInterceptorError', 'as above'],
  ['SendStatusError', 'as above'],
  ['LeakError', 'a test that catches it tests the test kit'],
  ['MessagesMissingError', 'as above'],
  ['RecorderUnsupportedError', 'as above'],
  ['bindPublisher', 'for tests without Nest; the shop has Nest'],
]);

describe('the sample app', () => {
  it.each([
    ['the Nest layer', nest],
    ['health', health],
    ['testing', testing],
  ])('uses everything of %s', (_, entry) => {
    const unused = Object.keys(entry).filter((name) => !new RegExp(`\\b${name}\\b`).test(source));

    expect(unused.filter((name) => !NOT_SHOWN.has(name))).toEqual([]);
  });

  it('uses nothing of what it is said not to use', () => {
    expect([...NOT_SHOWN.keys()].filter((name) => new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
  });

  it('has every file that its README names', () => {
    const named = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path!);

    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((path) => !files.includes(path))).toEqual([]);
  });
});
