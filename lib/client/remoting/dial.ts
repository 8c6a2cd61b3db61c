/**
 * Opens one socket. The only place of the client that touches node:net.
 */
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { ConnectError } from '../errors/transport-errors.js';
import { parseAddress } from './address.js';

/** What a dial yields, for those who may not import node:net. */
export type DialledSocket = Socket;

/** How much a socket takes before it says that it is full, in bytes. */
const SOCKET_BUFFER_BYTES = 1_048_576;

/** A dial under way; exactly one of the callbacks is called, unless it is cancelled first. */
export interface Dial {
  cancel(): void;
}

export interface DialCallbacks {
  onConnected(socket: DialledSocket): void;
  onFailure(error: ConnectError): void;
}

/** Makes the connection that a {@link Dial} is about; tests pass their own. */
export type Dialer = (address: string, timeoutMs: number, callbacks: DialCallbacks) => Dial;

/** Dials `host:port` over TCP, without delay of small writes (as Java: TCP_NODELAY on, SO_KEEPALIVE off). */
export const dialTcp: Dialer = (address, timeoutMs, callbacks) => {
  const target = parseAddress(address);
  if (target === undefined) {
    const failure = setImmediate(() => callbacks.onFailure(new ConnectError(address, 'the address is not host:port')));
    return { cancel: () => clearImmediate(failure) };
  }
  const options: TcpNetConnectOpts & { writableHighWaterMark: number } = {
    ...target,
    noDelay: true,
    writableHighWaterMark: SOCKET_BUFFER_BYTES,
  };
  const socket = connect(options);
  const timer = setTimeout(() => fail(`no connection within ${timeoutMs} ms`), timeoutMs);

  function fail(reason: string, cause?: Error): void {
    release();
    callbacks.onFailure(new ConnectError(address, reason, cause === undefined ? undefined : { cause }));
  }
  function release(): void {
    clearTimeout(timer);
    socket.removeAllListeners();
    socket.on('error', ignore);
    socket.destroy();
  }

  socket.once('error', (error) => fail(reasonOf(error), error));
  socket.once('connect', () => {
    clearTimeout(timer);
    socket.removeAllListeners('error');
    callbacks.onConnected(socket);
  });
  return { cancel: release };
};

/** A destroyed socket may still report an error that nobody waits for. */
function ignore(): void {}

/** Dialling a host name tries all its addresses and reports them in an AggregateError without text of its own. */
function reasonOf(error: Error): string {
  const parts = (error as Partial<AggregateError>).errors as readonly Error[] | undefined;
  return parts === undefined ? error.message : parts.map((part) => part.message).join(', ');
}
