// Vitest as Nest 12 sets it up: ES modules.
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { runShop } from './built/shop.js';

it('runs the shop', async () => {
  const report = await runShop(createRequire(import.meta.url));

  expect(report).toEqual(JSON.parse(process.env.EXPECTED_REPORT));
});
