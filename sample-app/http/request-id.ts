/**
 * Gives every HTTP request an id, which the sends it causes can read wherever they happen.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const requestIds = new AsyncLocalStorage<string>();

export function requestIdMiddleware(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const requestId = request.headers['x-request-id']?.toString() ?? randomUUID();
  response.setHeader('x-request-id', requestId);
  requestIds.run(requestId, next);
}

/** Id of the HTTP request that this code runs for; `undefined` outside of one. */
export function currentRequestId(): string | undefined {
  return requestIds.getStore();
}
