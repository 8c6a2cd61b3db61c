/**
 * Opens one socket, plain or TLS. The only place of the client that touches node:net and node:tls.
 * With TLS there is no way back to plain text: what is not verified is not connected.
 */
import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { checkServerIdentity, connect as connectTls, type ConnectionOptions, createSecureContext } from 'node:tls';
import { ConnectError } from '../errors/transport-errors.js';
import { type HostAndPort, parseAddress } from './address.js';
import { emitChunk } from './request-channel.js';
import { tlsFailureReason } from './tls-failure.js';

/**
 * What a dial yields, for those who may not import node:net. The memory of a chunk of its `data` events may be used again once
 * the listener has returned.
 */
export type DialledSocket = Socket;

/** How much a socket takes before it says that it is full, in bytes. */
const SOCKET_BUFFER_BYTES = 1_048_576;

/** How much is read at a time, in bytes; as much as Node would allocate for each read. */
const READ_BUFFER_BYTES = 65_536;

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

/** Node's own options of a TLS connection (`node:tls`), and whom to expect on the other side. */
export interface TlsOptions extends Readonly<
  Pick<
    ConnectionOptions,
    'ca' | 'cert' | 'key' | 'passphrase' | 'pfx' | 'ciphers' | 'minVersion' | 'maxVersion' | 'rejectUnauthorized'
  >
> {
  /** The name or address that the certificate has to carry, asked for by SNI if it is a name; default the dialled host. */
  readonly serverName?: string | undefined;
}

/** One way to open a socket. */
interface Transport {
  open(target: HostAndPort): Socket;
  /** The socket's event that says that it may be used. */
  readonly readyEvent: 'connect' | 'secureConnect';
  /** Why the transport's own part failed; `undefined` for what any socket may report. */
  explain(error: Error, target: HostAndPort): string | undefined;
}

/** Dials `host:port` over TCP, without delay of small writes (as Java: TCP_NODELAY on, SO_KEEPALIVE off). */
export const dialTcp: Dialer = dialerOver({
  open(target) {
    const options: TcpNetConnectOpts & { writableHighWaterMark: number } = {
      ...target,
      noDelay: true,
      writableHighWaterMark: SOCKET_BUFFER_BYTES,
      onread: { buffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES), callback: emitChunk },
    };
    return connect(options);
  },
  readyEvent: 'connect',
  explain: () => undefined,
});

/** The dialer for the client option `tls`; with certificates it throws as {@link tlsDialer} does. */
export function dialerFor(tls: boolean | TlsOptions): Dialer {
  if (tls === false) return dialTcp;
  return tlsDialer(tls === true ? {} : tls);
}

/**
 * A dialer for TLS from the first byte, as name servers and brokers speak it; the handshake counts as connecting.
 *
 * @throws {Error} Node's, for certificates and keys that cannot be read or do not belong together
 */
export function tlsDialer(tls: TlsOptions): Dialer {
  const { serverName, rejectUnauthorized = true, ...contextOptions } = tls;
  const secureContext = createSecureContext(contextOptions);
  const hasClientCertificate = tls.cert !== undefined || tls.pfx !== undefined;
  const nameFor = (target: HostAndPort): string => serverName ?? target.host;
  const explain: Transport['explain'] = (error, target) =>
    tlsFailureReason(error, { serverName: nameFor(target), hasClientCertificate });

  return dialerOver({
    open(target) {
      const expected = nameFor(target);
      // Node reads highWaterMark, though its types do not say so; it stands for both directions.
      const options: ConnectionOptions & { highWaterMark: number } = {
        ...target,
        secureContext,
        // Always said, or NODE_TLS_REJECT_UNAUTHORIZED=0 would switch the verification off.
        rejectUnauthorized,
        checkServerIdentity: (_host, certificate) => checkServerIdentity(expected, certificate),
        highWaterMark: SOCKET_BUFFER_BYTES,
      };
      const socket = connectTls(isIP(expected) === 0 ? { ...options, servername: expected } : options);
      socket.once('connect', () => socket.setNoDelay());
      socket.once('secureConnect', () => {
        socket.on('error', (error: Error) => explainAlert(error, explain(error, target)));
      });
      return socket;
    },
    readyEvent: 'secureConnect',
    explain,
  });
}

function dialerOver(transport: Transport): Dialer {
  return (address, timeoutMs, callbacks) => {
    const target = parseAddress(address);
    if (target === undefined) {
      const failure = setImmediate(() =>
        callbacks.onFailure(new ConnectError(address, 'the address is not host:port')),
      );
      return { cancel: () => clearImmediate(failure) };
    }
    const socket = transport.open(target);
    const timer = setTimeout(() => {
      fail(`no ${socket.connecting ? 'connection' : 'answer to the TLS handshake'} within ${timeoutMs} ms`);
    }, timeoutMs);
    const failed = (error: Error): void => fail(transport.explain(error, target) ?? reasonOf(error), error);
    socket.once('error', failed);
    socket.once(transport.readyEvent, ready);
    return { cancel: release };

    function ready(): void {
      clearTimeout(timer);
      socket.off('error', failed);
      callbacks.onConnected(socket);
    }
    function fail(reason: string, cause?: Error): void {
      release();
      callbacks.onFailure(new ConnectError(address, reason, cause === undefined ? undefined : { cause }));
    }
    // Takes off what was put on here and no more: a TLS socket frees its native half in a 'close' listener of its own.
    function release(): void {
      clearTimeout(timer);
      socket.off('error', failed);
      socket.off(transport.readyEvent, ready);
      socket.on('error', ignore);
      socket.destroy();
    }
  };
}

/**
 * In TLS 1.3 a server judges the client's certificate after the client's side of the handshake is done, so that its
 * refusal ends a connection that is ready already. It gets the same words.
 */
function explainAlert(error: NodeJS.ErrnoException, reason: string | undefined): void {
  if (reason !== undefined && error.code?.startsWith('ERR_SSL_') === true) error.message = reason;
}

/** A destroyed socket may still report an error that nobody waits for. */
function ignore(): void {}

/** Dialling a host name tries all its addresses and reports them in an AggregateError without text of its own. */
function reasonOf(error: Error): string {
  const parts = (error as Partial<AggregateError>).errors as readonly Error[] | undefined;
  return parts === undefined ? error.message : parts.map((part) => part.message).join(', ');
}
