// The test kit under Jest, in CommonJS.
const { recordApp, recordService, runOnBroker } = require('./built/test-kit.js');

it('records what a service publishes, without the module', async () => {
  expect(await recordService()).toEqual([{ keys: '1', json: { id: '1' } }]);
});

it('records what an app publishes, and opens no socket', async () => {
  expect(await recordApp()).toEqual({ sent: [{ cancelled: '1' }], left: [] });
});

it('runs an app on brokers of its own, which leave nothing behind', async () => {
  const { stored, inUse } = await runOnBroker();

  expect(stored).toEqual([{ id: '1' }]);
  expect(inUse).toBeGreaterThan(2);
});
