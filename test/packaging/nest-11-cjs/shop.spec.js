// Jest as Nest 11 sets it up: all is CommonJS, the package too, whose optional packages are then required, not imported.
const { runShop } = require('./built/shop.js');
const { RocketMQClient } = require('nestjs-rocketmq/client');
const { EmbeddedCluster } = require('nestjs-rocketmq/embedded');

it('runs the shop', async () => {
  const report = await runShop(require);

  expect(report).toEqual(JSON.parse(process.env.EXPECTED_REPORT));
});

it.each([
  ['LZ4', 1],
  ['ZSTD', 2],
  ['ZLIB', 3],
])('compresses by %s', async (compressType, bits) => {
  const cluster = await EmbeddedCluster.start();
  const client = new RocketMQClient({ nameServers: [cluster.nameServer] });
  const producer = client.createProducer({ group: 'fixture', compressType });
  await client.start();
  const body = Buffer.alloc(10_000, 'a');

  await producer.send({ topic: 'compressed', body });

  const [stored] = await cluster.waitFor('compressed', 1);
  await client.close();
  await cluster.stop();
  expect(Buffer.from(stored.body).equals(body)).toBe(true);
  expect((stored.sysFlag >> 8) & 7).toBe(bits);
});
