/**
 * Tables, links and compose.yaml agree with what they are about.
 */
import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { brokerSettings } from '../interop/harness/java-flags.js';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Names of the fields of an interface, as they are written. */
function fieldsOf(path: string, name: string): string[] {
  const body = new RegExp(`^export interface ${name} .*?^}$`, 'ms').exec(read(path))?.[0] ?? '';
  const fields = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, field]) => field ?? '');
  if (fields.length === 0) throw new Error(`${path} has no interface ${name} with fields`);
  return fields;
}

/** What stands in backquotes in the first column of a table's rows. */
function optionsOf(markdown: string): string[] {
  const cells = [...markdown.matchAll(/^\| (`.*?) +\|/gm)].map(([, cell]) => cell ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name]) => name ?? ''));
}

describe('docs/options.md', () => {
  it('has every option, and no other', () => {
    const producer = [
      ...fieldsOf('lib/client/producer/producer-options.ts', 'ProducerOptions'),
      ...fieldsOf('lib/client/producer/fault-tolerance-options.ts', 'FaultToleranceOptions'),
    ];
    const batching = fieldsOf('lib/client/producer/batching-options.ts', 'BatchingOptions');
    const client = fieldsOf('lib/client/rocketmq-client-options.ts', 'RocketMQClientOptions');
    const module = ['RocketMQModuleOptions', 'RocketMQModuleExtras'].flatMap((name) =>
      fieldsOf('lib/nest/connection/rocketmq-module-options.interface.ts', name),
    );
    // Nest's logger takes the place of one; the hooks of a producer have the names of its client's, and their row.
    const elsewhere = new Set(['logger', 'producer', 'producer.checkForbiddenHooks', 'producer.sendMessageHooks']);
    const expected = [
      ...producer.map((name) => `producer.${name}`),
      ...batching.map((name) => `producer.batching.${name}`),
      ...client,
      ...module,
    ].filter((name) => !elsewhere.has(name));

    expect(optionsOf(read('docs/options.md')).toSorted()).toEqual(expected.toSorted());
  });
});

interface Budget {
  readonly name: string;
  readonly budgetNs: number;
  readonly why: string;
}

describe('docs/performance.md', () => {
  it('has the budget of each stage that is measured, and what it comes to', async () => {
    const path = '../benchmark/micro/budgets.mjs';
    const { STAGES, REST } = (await import(path)) as { readonly STAGES: readonly Budget[]; readonly REST: Budget };
    const all = STAGES.reduce((sum, { budgetNs }) => sum + budgetNs, 0);
    const expected = [
      ...STAGES.map(({ name, budgetNs, why }) => [name, budgetNs, why]),
      ['all stages', all, ''],
      [REST.name, REST.budgetNs, REST.why],
      ['whole send, CPU', all + REST.budgetNs, ''],
    ];

    const measured = read('docs/performance.md').split(/<!-- measured: .* -->/)[1] ?? '';
    const cells = [...measured.matchAll(/^\| (.+?) +\| .+?\| ([\d,]+) +\| (.*?) *\|$/gm)];

    expect(cells.map(([, name, budget, why]) => [name, Number(budget?.replace(',', '')), why])).toEqual(expected);
  });
});

/** As GitHub makes them of headings. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.+)$/gm)];
  return new Set(
    headings.map(([, text]) =>
      (text ?? '')
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('links', () => {
  const packed = (JSON.parse(read('package.json')) as { readonly files: readonly string[] }).files;
  const inPackage = (path: string): boolean =>
    ['README.md', 'LICENSE'].includes(path) || packed.some((entry) => path === entry || path.startsWith(`${entry}/`));
  const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];

  it.each(documents)('of %s lead somewhere in the package', (document) => {
    const text = read(document);
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '');
    const broken = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? document : join(dirname(document), file);
      if (!inPackage(target) || !existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).has(anchor);
    });

    expect(broken).toEqual([]);
  });
});

describe('compose.yaml', () => {
  const compose = read('compose.yaml');
  const settings = [...compose.matchAll(/^ {6}(\w+)=(.*)$/gm)].map(([, name, value]) => [name ?? '', value ?? '']);

  it('is YAML', async () => {
    await expect(format(compose, { parser: 'yaml' })).resolves.toContain('services:');
    await expect(format(`${compose}  - not: [closed`, { parser: 'yaml' })).rejects.toThrow(/\(\d+:\d+\)/);
  });

  it('sets a broker as the brokers of the interop tests are set, and publishes the ports that it announces', () => {
    const place = { name: 'broker-a', home: '', port: 10_911, nameServer: '' };
    const tested = Object.entries(brokerSettings(place, {})).map(([name, value]) => [name, String(value)]);

    expect(settings.length).toBeGreaterThan(5);
    expect(tested).toEqual(expect.arrayContaining(settings));
    expect(settings.map(([name]) => name)).toEqual(expect.arrayContaining(['timerWheelEnable', 'recallMessageEnable']));
    expect(compose).toContain("'127.0.0.1:10911:10911'");
    expect(compose).toContain("'127.0.0.1:9876:9876'");
  });
});
