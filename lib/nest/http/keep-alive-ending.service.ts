/**
 * Lets HTTP connections end when the app shuts down. Nest waits for all of them before sends are drained, and a client that
 * keeps asking over a connection that it keeps open would hold that up for ever.
 */
import { Inject, Injectable, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Between two looks for connections that have become idle, in milliseconds. */
const LOOK_INTERVAL_MS = 50;

@Injectable()
export class KeepAliveEnding {
  private looking: NodeJS.Timeout | undefined;

  constructor(@Optional() @Inject(HttpAdapterHost) private readonly adapterHost?: HttpAdapterHost) {}

  /**
   * From now on each answer is the last one of its connection, and idle connections are closed; requests under way are left
   * alone. Does nothing without an HTTP server of Node, and nothing when called again.
   */
  begin(): void {
    const server = this.server();
    if (server === undefined || this.looking !== undefined) return;
    server.prependListener('request', endAfterAnswer);
    this.looking = setInterval(() => server.closeIdleConnections(), LOOK_INTERVAL_MS).unref();
  }

  /** When the server is closed. */
  end(): void {
    clearInterval(this.looking);
    this.server()?.removeListener('request', endAfterAnswer);
  }

  private server(): Server | undefined {
    const adapter = this.adapterHost?.httpAdapter as { getHttpServer(): unknown } | undefined;
    const server = adapter?.getHttpServer() as Server | undefined;
    return typeof server?.closeIdleConnections === 'function' ? server : undefined;
  }
}

/** HTTP/2 knows no such header. */
function endAfterAnswer({ httpVersionMajor }: IncomingMessage, response: ServerResponse): void {
  if (httpVersionMajor < 2) response.setHeader('connection', 'close');
}
