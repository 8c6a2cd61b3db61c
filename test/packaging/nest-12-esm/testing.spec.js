// The test kit under Vitest, as ES modules.
import { expect, it } from 'vitest';
import { recordApp, recordService, runOnBroker } from './built/test-kit.js';

it('runs its three tiers', async () => {
  const { stored, inUse } = await runOnBroker();

  expect(await recordService()).toEqual([{ keys: '1', json: { id: '1' } }]);
  expect(await recordApp()).toEqual({ sent: [{ cancelled: '1' }], left: [] });
  expect(stored).toEqual([{ id: '1' }]);
  expect(inUse).toBeGreaterThan(2);
});
