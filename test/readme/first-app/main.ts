// #region first-app-main
// src/main.ts
import { NestFactory } from '@nestjs/core';
import { EmbeddedCluster } from 'nestjs-rocketmq/embedded';
import { AppModule } from './app.module.js';

async function bootstrap() {
  if (process.env['NAMESRV_ADDR'] === undefined) {
    const cluster = await EmbeddedCluster.start({ keepAlive: false }); // in this process, in memory
    process.env['NAMESRV_ADDR'] = cluster.nameServer;
  }
  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks();
  await app.listen(process.env['PORT'] ?? 3000);
}
await bootstrap();
// #endregion
