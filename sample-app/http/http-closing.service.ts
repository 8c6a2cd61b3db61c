/**
 * Closes HTTP without losing an answer and without waiting for clients that only keep a connection open.
 */
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** How long a request may take to arrive once the shop closes, in milliseconds. */
const LONGEST_REQUEST_MS = 500;
/** How long an answer may take then: more than any send. */
const LONGEST_ANSWER_MS = 10_000;

@Injectable()
export class HttpClosing implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly answering = new Set<ServerResponse>();
  private isClosing = false;

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  onApplicationBootstrap(): void {
    this.server().prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      this.answering.add(response);
      if (this.isClosing) endConnectionAfter(response);
      response.once('close', () => {
        this.answering.delete(response);
        this.cutIfAllAnswered();
      });
    });
  }

  /** Nest stops listening right after this, and waits until the last connection is gone. */
  beforeApplicationShutdown(): void {
    this.isClosing = true;
    for (const response of this.answering) endConnectionAfter(response);
    this.cutIfAllAnswered();
    setTimeout(() => this.cutHalfRequests(), LONGEST_REQUEST_MS).unref();
    setTimeout(() => this.server().closeAllConnections(), LONGEST_ANSWER_MS).unref();
  }

  /** What is open then are idle connections, and requests that never came to their end. */
  private cutIfAllAnswered(): void {
    if (this.isClosing && this.answering.size === 0) this.server().closeAllConnections();
  }

  private cutHalfRequests(): void {
    for (const { req } of this.answering) if (!req.complete) req.destroy();
  }

  private server(): Server {
    return this.adapterHost.httpAdapter.getHttpServer() as Server;
  }
}

function endConnectionAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
