/**
 * A small order shop that publishes everything that happens in it to RocketMQ.
 * `npm start` needs nothing else; `NAMESRV_ADDR=host:port npm start` uses a real cluster; `PORT` moves it from 3000.
 */
import { NestFactory } from '@nestjs/core';
import type { AddressInfo, Server } from 'node:net';
import { AppModule } from './app.module.js';
import { banner } from './banner.js';
import { openCluster } from './config/shop-cluster.js';
import { requestIdMiddleware } from './http/request-id.js';
import { httpPort, portProblem } from './http/port.js';

const HOST = '127.0.0.1';

async function main(): Promise<void> {
  const port = httpPort(process.env['PORT']);
  const cluster = await openCluster(process.env['NAMESRV_ADDR']);
  try {
    // Only warnings while Nest boots, so that the banner is the first thing to read.
    const app = await NestFactory.create(AppModule.on(cluster), { logger: ['warn', 'error'], abortOnError: false });
    app.use(requestIdMiddleware);
    // Ctrl-C and SIGTERM close the app, which waits for the sends under way, and then end the process with status 0: the
    // embedded cluster goes with it, after the last send.
    app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
    await app.listen(port, HOST).catch(async (error: unknown) => {
      await app.close();
      throw portProblem(error, port);
    });
    app.useLogger(['log', 'warn', 'error']);
    const { port: realPort } = (app.getHttpServer() as Server).address() as AddressInfo;
    console.log(banner(`http://${HOST}:${realPort}`, cluster));
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

main().catch((error: unknown) => {
  console.error(`The shop could not open: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
