/**
 * An app in a process of its own, which ends as its parent (`lifecycle-children.ts`) wants. Arguments: what to do, name server.
 */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { lifecycleModule, Neighbour, Plan } from './lifecycle-app.js';

async function listen(nameServer: string, plan: Plan): Promise<void> {
  const app = await NestFactory.create(lifecycleModule(nameServer, plan), { logger: false });
  app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  void app.get(Neighbour).publishDetached('detached');
  plan.onServersClose = () => process.send?.('servers close');
  plan.onLastHook = () => setTimeout(plan.detachedMayEnd.open, 50);
  process.on('message', (message) => {
    if (message === 'close') void app.close();
    if (message === 'answer') plan.requestMayEnd.open();
  });
  process.send?.(await app.getUrl());
  await plan.requestEntered.opened;
  process.send?.('request entered');
}

/** As a script that leaves errors to Node: the neighbour throws when `RocketMQModule` has started. */
async function failToBoot(nameServer: string, plan: Plan): Promise<void> {
  plan.throwsIn = 'onModuleInit';
  await NestFactory.createApplicationContext(lifecycleModule(nameServer, plan), { logger: false });
}

const [, , mode, nameServer = ''] = process.argv;
void (mode === 'listen' ? listen : failToBoot)(nameServer, new Plan());
