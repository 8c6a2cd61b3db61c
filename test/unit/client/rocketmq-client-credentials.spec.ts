/**
 * A client with credentials, on a real socket: everything it sends is signed, and nothing it shows has the secret key.
 */
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { SendFailedError } from '../../../lib/client/errors/send-errors.js';
import type { RocketMQClientOptions } from '../../../lib/client/rocketmq-client-options.js';
import { RocketMQClient } from '../../../lib/client/rocketmq-client.js';
import { expectedSignature } from '../../fixtures/acl-signature.js';
import { thrownBy } from '../../fixtures/caught.js';
import { aMessage } from '../../fixtures/messages.js';
import { startCluster } from '../../fixtures/remoting-cluster.js';
import { rejectionOf, until } from '../../fixtures/remoting-turns.js';
import { runningClient } from '../../fixtures/running-client.js';

const SECRET = 'never-shown-5a1f';
const credentials = { accessKey: 'shop', secretKey: SECRET };
const heartbeatBrokerIntervalMs = 10;
const REFUSAL = { code: 16, remark: 'check signature failed.' };

describe('a client with credentials', () => {
  it.each(['JSON', 'ROCKETMQ'] as const)('signs everything it sends, with %s headers', async (headerFormat) => {
    await using cluster = await startCluster();
    const rpcHooks: RocketMQClientOptions['rpcHooks'] = [
      { doBeforeRequest: (_address, { extFields }) => void (extFields['ns'] = 'space') },
    ];

    {
      await using running = runningClient({
        nameServers: cluster.address,
        credentials,
        headerFormat,
        rpcHooks,
        heartbeatBrokerIntervalMs,
      });
      await running.producer.send(aMessage({ body: Buffer.alloc(9000, 'compressed') }));
      await running.producer.sendOneway(aMessage());
      await until(() => cluster.codes().includes(34));
    }

    const { requests } = cluster.server;
    expect(new Set(cluster.codes())).toEqual(new Set([105, 310, 34, 35]));
    for (const { extFields } of requests) expect(extFields).toMatchObject({ AccessKey: 'shop', ns: 'space' });
    expect(requests.map(({ extFields }) => extFields?.['Signature'])).toEqual(
      requests.map((request) => expectedSignature(request, SECRET)),
    );
  });

  it('[E8.2] signs each attempt of a send anew', async () => {
    await using cluster = await startCluster();
    cluster.answers.set(310, () => ({ code: 2, remark: 'busy' }));
    await using running = runningClient({ nameServers: cluster.address, credentials });

    await rejectionOf(running.producer.send(aMessage()));

    const sends = cluster.server.requests.filter(({ code }) => code === 310);
    expect(sends).toHaveLength(3);
    expect(sends.map(({ extFields }) => extFields?.['Signature'])).toEqual(
      sends.map((request) => expectedSignature(request, SECRET)),
    );
  });

  it('names the option when it is refused, and shows the secret key nowhere', async () => {
    await using cluster = await startCluster();
    cluster.answers.set(310, () => REFUSAL);
    cluster.answers.set(34, () => REFUSAL);
    const lines: string[] = [];
    const logger = { warn: (line: string) => lines.push(line) };
    await using running = runningClient({
      nameServers: cluster.address,
      credentials,
      logger,
      heartbeatBrokerIntervalMs,
    });

    const error = (await rejectionOf(running.producer.send(aMessage()))) as SendFailedError;
    running.producer.sendAsync(aMessage());
    await until(() => new Set(running.events.map(({ type }) => type)).size === 2);

    expect(error).toMatchObject({ code: 'BROKER_REJECTED', responseCode: 16 });
    expect(error.message).toMatch(/check signature failed\. \(check the client option credentials/);
    const shown = [error, running.events, lines, running.client, running.producer, running.client.status()];
    const text = shown.map((one) => inspect(one, { depth: 20, showHidden: true }) + JSON.stringify(one)).join();
    expect(text).toContain('check signature failed');
    expect(text).not.toContain(SECRET);
  });

  it('refuses credentials that cannot be, without quoting them', () => {
    const bad = { accessKey: '', secretKey: SECRET, securityToken: 7 };

    const error = thrownBy(() => new RocketMQClient({ nameServers: 'a:1', credentials: bad as never }));

    expect(error).toMatchObject({
      code: 'INVALID_OPTIONS',
      problems: [expect.stringContaining('accessKey'), expect.stringContaining('securityToken')],
    });
    expect(inspect(error)).not.toContain(SECRET);
  });
});

describe('a client without credentials', () => {
  it('adds nothing to its requests', async () => {
    await using cluster = await startCluster();
    await using running = runningClient({ nameServers: cluster.address });

    await running.producer.send(aMessage());

    const names = cluster.server.requests.flatMap(({ extFields }) => Object.keys(extFields ?? {}));
    expect(names).not.toContain('AccessKey');
    expect(names).not.toContain('Signature');
  });
});
