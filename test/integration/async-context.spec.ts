/**
 * A caller's async context reaches its own callbacks, and nothing else: a socket belongs to the client, not to whichever
 * send happened to dial it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, it } from '@jest/globals';
import type { RPCHook, SendResult } from '../../lib/client/index.js';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { runningClient, textBody } from '../fixtures/running-client.js';

const message = { topic: 'context', body: textBody('hello') };

it('[E12.1] is that of the caller in a callback, and none in what the connection does', async () => {
  const callers = new AsyncLocalStorage<string>();
  const seenByHook: (string | undefined)[] = [];
  const hook: RPCHook = {
    doBeforeRequest: () => {},
    doAfterResponse: () => void seenByHook.push(callers.getStore()),
  };
  await using cluster = await EmbeddedCluster.start();
  await using running = runningClient({ nameServers: cluster.nameServer, rpcHooks: [hook] });
  const sendAs = (caller: string): Promise<string | undefined> =>
    callers.run(
      caller,
      () =>
        new Promise((resolve, reject) => {
          const onSuccess = (_result: SendResult): void => resolve(callers.getStore());
          running.producer.sendAsync(message, { onSuccess, onException: reject });
        }),
    );

  const seenByCallbacks = [await sendAs('first'), await sendAs('second')];

  expect(seenByCallbacks).toEqual(['first', 'second']);
  expect(seenByHook.length).toBeGreaterThanOrEqual(3);
  expect(new Set(seenByHook)).toEqual(new Set([undefined]));
});
