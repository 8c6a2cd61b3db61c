/**
 * Several connections in one app: by name in injection, decorators, contexts and log lines.
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  Inject,
  Injectable,
  type ModuleMetadata,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  getProducerToken,
  InjectProducer,
  ProducerService,
  RocketMQModule,
  type RocketMQModuleExtras,
  SendAsync,
  SendSync,
  type SendExecutionContext,
} from '../../../lib/index.js';
import { nativeClientToken } from '../../../lib/nest/connection/connection-naming.js';
import { FakeNativeClient } from './fake-native-client.js';
import { OPTIONS, RecordingLogger, rejectionOf } from './test-app.js';

@Injectable()
class ConnectionGuard implements CanActivate {
  readonly seen: string[] = [];

  canActivate(context: ExecutionContext): boolean {
    this.seen.push((context as SendExecutionContext).getConnection());
    return true;
  }
}

@Injectable()
class Orders {
  constructor(
    @Inject(ProducerService) readonly producer: ProducerService,
    @InjectProducer('audit') readonly audit: ProducerService,
  ) {}

  @SendSync('created')
  create(id: string): Promise<string> {
    return Promise.resolve(id);
  }

  @SendSync('looked-at', { connection: 'audit' })
  look(id: string): Promise<string> {
    return Promise.resolve(id);
  }

  @SendSync('changed')
  @SendAsync('changed-too')
  @SendSync('changes', { connection: 'audit' })
  change(id: string): Promise<string> {
    return Promise.resolve(id);
  }
}

@Injectable()
class Made {
  @SendSync('made', { connection: 'audit' })
  make(id: string): Promise<string> {
    return Promise.resolve(id);
  }
}

const apps: INestApplication[] = [];

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

const connection = (extras?: RocketMQModuleExtras) =>
  RocketMQModule.forRoot({ ...OPTIONS, guards: [ConnectionGuard], ...extras });

async function startShop(metadata?: ModuleMetadata) {
  const main = new FakeNativeClient();
  const audit = new FakeNativeClient();
  const logger = new RecordingLogger();
  const module = await Test.createTestingModule({
    imports: [connection(), connection({ name: 'audit' })],
    providers: [Orders, ConnectionGuard, { provide: 'MADE', useFactory: () => new Made() }],
    ...metadata,
  })
    .setLogger(logger)
    .overrideProvider(nativeClientToken('default'))
    .useValue(main.native)
    .overrideProvider(nativeClientToken('audit'))
    .useValue(audit.native)
    .compile();
  const app = module.createNestApplication({ logger });
  apps.push(app);
  await app.init();
  return { app, main, audit, logger };
}

async function bootErrorOf(metadata: ModuleMetadata): Promise<string> {
  const booting = Test.createTestingModule(metadata).setLogger(new RecordingLogger()).compile();
  return String(await rejectionOf(booting));
}

describe('connections by name', () => {
  it('each have a producer of their own', async () => {
    const { app, main, audit } = await startShop();
    const orders = app.get(Orders);

    await orders.producer.send('main', 'm');
    await orders.audit.send('audit', 'a');

    expect(main.topicsSent).toEqual(['main']);
    expect(audit.topicsSent).toEqual(['audit']);
    expect(app.get(getProducerToken('audit')) === orders.audit).toBe(true);
    expect(app.get(getProducerToken()) === orders.producer).toBe(true);
  });

  it('are chosen by a decorator, on what Nest makes and on what a factory makes', async () => {
    const { app, main, audit } = await startShop();

    await app.get(Orders).create('1');
    await app.get(Orders).look('2');
    await app.get<Made>('MADE').make('3');

    expect(main.bodies).toEqual(['1']);
    expect(audit.bodies).toEqual(['2', '3']);
  });

  it('of several decorators on one method each get their own message', async () => {
    const { app, main, audit } = await startShop();

    const result = await app.get(Orders).change('1');

    expect(result).toBe('1');
    expect(main.topicsSent).toEqual(['changed', 'changed-too']);
    expect(audit.topicsSent).toEqual(['changes']);
  });

  it('stop what is above on the same method, if what is below fails over another connection', async () => {
    const { app, main, audit } = await startShop();
    audit.answer = () => Promise.reject(new Error('audit is down'));

    await expect(app.get(Orders).change('1')).rejects.toThrow('audit is down');

    expect(main.topicsSent).toEqual([]);
  });

  it('are named in the context of a send', async () => {
    const { app } = await startShop();

    await app.get(Orders).create('1');
    await app.get(Orders).audit.send('audit', 'a');

    expect(app.get(ConnectionGuard).seen).toEqual(['default', 'audit']);
  });

  it('may all be there without one called default', async () => {
    const fake = new FakeNativeClient();
    const module = await Test.createTestingModule({
      imports: [connection({ name: 'audit' })],
      providers: [Made],
    })
      .overrideProvider(nativeClientToken('audit'))
      .useValue(fake.native)
      .compile();

    await module.get(Made).make('1');

    expect(fake.bodies).toEqual(['1']);
  });
});

describe('the boot fails', () => {
  it('for two connections of one name, and says so', async () => {
    const error = await bootErrorOf({ imports: [connection({ name: 'audit' }), connection({ name: 'audit' })] });

    expect(error).toContain('two connections are called audit');
  });

  it('for two connections without a name', async () => {
    expect(await bootErrorOf({ imports: [connection(), connection()] })).toContain(
      'two connections are called default: import one forRoot() only, or give one of them another name',
    );
  });

  it('for a name that is none', async () => {
    expect(await bootErrorOf({ imports: [connection({ name: ' ' })] })).toContain(
      'name is " ", it must be a text that names the connection',
    );
  });

  it('for a decorator over a connection that is not there, and says what to import', async () => {
    const error = await bootErrorOf({ imports: [connection()], providers: [Made] });

    expect(error).toContain("import RocketMQModule.forRoot({ name: 'audit' })");
  });

  it('for an injected producer of a connection that is not there, and says of which', async () => {
    expect(await bootErrorOf({ imports: [connection()], providers: [Orders] })).toContain(
      "ProducerService of RocketMQModule.forRoot({ name: 'audit' })",
    );
  });
});

describe('an option connection that is no name', () => {
  it('is refused when it decorates', () => {
    expect(() => SendSync('topic', { connection: '' })({}, 'method', { value: () => Promise.resolve('') })).toThrow(
      'connection must be the name of a connection',
    );
  });
});
