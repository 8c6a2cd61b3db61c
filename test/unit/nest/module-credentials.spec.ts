/**
 * Credentials given to the module: they reach the client, and nothing that injectables show has the secret key.
 */
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { ProducerService, RocketMQModule, type RocketMQModuleOptions } from '../../../lib/index.js';
import { expectedSignature } from '../../fixtures/acl-signature.js';
import { startCluster } from '../../fixtures/remoting-cluster.js';
import { OPTIONS, RecordingLogger, rejectionOf } from './test-app.js';

const SECRET = 'never-shown-77c0';
const credentials = { accessKey: 'shop', secretKey: SECRET };

describe('credentials of the module', () => {
  it('sign what the app sends', async () => {
    await using cluster = await startCluster();
    const options: RocketMQModuleOptions = { ...OPTIONS, nameServers: [cluster.address], credentials, startup: 'lazy' };
    const module = await Test.createTestingModule({ imports: [RocketMQModule.forRoot(options)] }).compile();
    await module.init();

    const producer = module.get(ProducerService);
    await producer.send('orders', { id: 1 });
    // Deeper there is Nest's container, with the options as they were given.
    const shown = inspect(producer, { depth: 6, showHidden: true });
    await module.close();

    const { requests } = cluster.server;
    expect(requests.map(({ extFields }) => extFields?.['Signature'])).toEqual(
      requests.map((request) => expectedSignature(request, SECRET)),
    );
    expect(requests.map(({ code }) => code)).toContain(310);
    expect(shown).not.toContain(SECRET);
  });

  it('that cannot be fail the boot, without being quoted', async () => {
    const options = { ...OPTIONS, credentials: { accessKey: '', secretKey: SECRET } };
    const building = async () =>
      Test.createTestingModule({ imports: [RocketMQModule.forRoot(options)] })
        .setLogger(new RecordingLogger())
        .compile();

    const error = await rejectionOf(building());

    expect(error).toMatchObject({ problems: ['credentials.accessKey is empty, it must be a text that is not empty'] });
    expect(inspect(error)).not.toContain(SECRET);
  });
});
