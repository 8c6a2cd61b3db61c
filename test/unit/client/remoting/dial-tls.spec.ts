/**
 * Dials of real TLS servers on this host.
 */
import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { TLSSocket } from 'node:tls';
import { dialTcp, tlsDialer, type TlsOptions } from '../../../../lib/client/remoting/dial.js';
import { dialHandles, watchDial, type WatchedDial } from '../../../fixtures/dial-results.js';
import { rawServer } from '../../../fixtures/raw-server.js';
import { refusingAddress } from '../../../fixtures/remoting-server.js';
import { turn, until } from '../../../fixtures/remoting-turns.js';
import { keyPair, tlsFile, tlsServer } from '../../../fixtures/tls-server.js';

const ca = tlsFile('ca.pem');
const server = keyPair('server');
const client = keyPair('client');
const asksForCertificate = { ...server, ca, requestCert: true, rejectUnauthorized: true };

const dial = (address: string, tls: TlsOptions = { ca }, timeoutMs?: number): WatchedDial =>
  watchDial(tlsDialer(tls), address, timeoutMs);

async function failureOf(address: string, tls?: TlsOptions, timeoutMs?: number): Promise<string> {
  const { error, socket } = await dial(address, tls, timeoutMs).first;
  socket?.destroy();
  expect(error).toMatchObject({ code: 'CONNECT_FAILED', address, responseCode: 10_001 });
  return error?.message ?? '';
}

describe('tlsDialer', () => {
  it('[E11.5] yields a verified socket that carries bytes both ways and takes a mebibyte before it is full', async () => {
    await using listening = await tlsServer(server);
    const before = dialHandles().filter((name) => name === 'Timeout').length;

    const { socket, error } = await dial(listening.address).first;
    socket?.write('ping');
    const [echoed] = (await once(socket!, 'data')) as [Buffer];

    expect(error).toBeUndefined();
    expect(echoed.toString()).toBe('ping');
    expect((socket as TLSSocket).authorized).toBe(true);
    expect(socket?.writableHighWaterMark).toBe(1_048_576);
    expect(dialHandles().filter((name) => name === 'Timeout')).toHaveLength(before);
    socket?.destroy();
  });

  it.each(['127.0.0.1', '::1', 'localhost'])('holds the certificate against the dialled host %s', async (host) => {
    await using listening = await tlsServer(server, { host: host === 'localhost' ? '127.0.0.1' : host });
    const address = listening.address.replace('127.0.0.1', host);

    const { socket } = await dial(address).first;
    await until(() => listening.sockets.length === 1);

    expect(listening.sockets[0]?.servername).toBe(host === 'localhost' ? 'localhost' : false);
    socket?.destroy();
  });

  it('[E11.6] refuses a certificate of an unknown authority, and names tls.ca', async () => {
    await using listening = await tlsServer(server);

    const byOther = await failureOf(listening.address, { ca: tlsFile('other-ca.pem') });
    const bySystem = await failureOf(listening.address, {});

    expect(byOther).toContain('not signed by an authority that this client trusts; set tls.ca');
    expect(bySystem).toContain('set tls.ca');
  });

  it('refuses a self-signed certificate, unless it is given as tls.ca', async () => {
    await using listening = await tlsServer(keyPair('self-signed'));

    const message = await failureOf(listening.address);
    const { socket } = await dial(listening.address, { ca: tlsFile('self-signed.pem') }).first;

    expect(message).toContain('its certificate is self-signed; set tls.ca');
    expect((socket as TLSSocket).authorized).toBe(true);
    socket?.destroy();
  });

  it('[E11.9] refuses a certificate for another name, unless tls.serverName asks for that name', async () => {
    await using listening = await tlsServer(keyPair('other-name'));

    const message = await failureOf(listening.address);
    const { socket } = await dial(listening.address, { ca, serverName: 'rocketmq.example' }).first;

    expect(message).toContain('its certificate does not name 127.0.0.1; set tls.serverName');
    expect(message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    await until(() => listening.sockets.at(-1)?.servername === 'rocketmq.example');
    socket?.destroy();
  });

  it('holds the certificate against tls.serverName in place of the dialled host, not beside it', async () => {
    await using listening = await tlsServer(server);

    const byName = await failureOf(listening.address, { ca, serverName: 'rocketmq.example' });
    const byAddress = await failureOf(listening.address, { ca, serverName: '127.0.0.2' });

    expect(byName).toContain('does not name rocketmq.example');
    expect(byAddress).toContain('does not name 127.0.0.2');
  });

  it('refuses an expired certificate', async () => {
    await using listening = await tlsServer(keyPair('expired'));

    const message = await failureOf(`localhost:${listening.port}`);

    expect(message).toContain('has expired; renew it on the server (CERT_HAS_EXPIRED');
  });

  it('[E11.6] verifies nothing only when rejectUnauthorized is false', async () => {
    await using listening = await tlsServer(keyPair('other-name'));

    const message = await failureOf(listening.address, { rejectUnauthorized: undefined });
    const { socket } = await dial(listening.address, { rejectUnauthorized: false }).first;

    expect(message).toContain('set tls.ca');
    expect((socket as TLSSocket).encrypted).toBe(true);
    socket?.destroy();
  });

  it('names the versions when there is none in common', async () => {
    await using listening = await tlsServer({ ...server, maxVersion: 'TLSv1.2' });

    const message = await failureOf(listening.address, { ca, minVersion: 'TLSv1.3' });

    expect(message).toContain('no TLS version or cipher in common');
  });

  it('says that a connection was refused, as without TLS', async () => {
    expect(await failureOf(await refusingAddress())).toContain('ECONNREFUSED');
  });

  it('refuses what is not host:port, but not within the call', async () => {
    const { calls, first } = dial('localhost');
    const within = calls.length;

    const { error } = await first;

    expect(within).toBe(0);
    expect(error?.message).toContain('the address is not host:port');
  });
});

describe('a server that asks for a client certificate', () => {
  it.each([
    ['a key', client],
    ['an encrypted key', { ...client, key: tlsFile('client-key-encrypted.pem'), passphrase: 'secret' }],
  ])('[E11.7] gets the one that belongs to %s', async (_what, pair) => {
    await using listening = await tlsServer(asksForCertificate);

    const { socket } = await dial(listening.address, { ca, ...pair }).first;
    await until(() => listening.sockets.length === 1);

    expect(listening.sockets[0]?.authorized).toBe(true);
    expect(listening.sockets[0]?.getPeerCertificate().subject.CN).toBe('nestjs-rocketmq test client');
    socket?.destroy();
  });

  it('refuses the dial without one, and the error names tls.cert (TLS 1.2)', async () => {
    await using listening = await tlsServer({ ...asksForCertificate, maxVersion: 'TLSv1.2' });

    const message = await failureOf(listening.address);

    expect(message).toContain('asks for a client certificate (tls.cert, tls.key)');
  });

  it('ends the connection without one, and the error names tls.cert (TLS 1.3)', async () => {
    await using listening = await tlsServer({ ...asksForCertificate, minVersion: 'TLSv1.3' });

    const { socket } = await dial(listening.address).first;
    const [error] = (await once(socket!, 'error')) as [Error];

    expect(error.message).toContain('asks for a client certificate; set tls.cert and tls.key');
  });

  it('says that one of an unknown authority was refused', async () => {
    await using listening = await tlsServer({ ...asksForCertificate, maxVersion: 'TLSv1.2' });

    const message = await failureOf(listening.address, { ca, ...keyPair('self-signed') });

    expect(message).toMatch(/refused the client certificate|ended the connection during the TLS handshake/);
  });
});

describe('a server that does not speak TLS', () => {
  it('is told apart when it answers', async () => {
    await using plain = await rawServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));

    expect(await failureOf(plain.address)).toContain('it does not speak TLS');
  });

  it('is suspected when it ends the connection', async () => {
    await using plain = await rawServer((socket) => socket.destroy());

    expect(await failureOf(plain.address)).toContain('ended the connection during the TLS handshake; it may not speak');
    expect(plain.connections()).toBe(1);
  });

  it('costs the connect time-out when it says nothing', async () => {
    await using plain = await rawServer(() => {});

    const message = await failureOf(plain.address, { ca }, 50);

    expect(message).toBe(`cannot connect to ${plain.address}: no answer to the TLS handshake within 50 ms`);
  });

  it('does not hear from a dial that was cancelled during the handshake', async () => {
    let hellos = 0;
    let closed = 0;
    await using plain = await rawServer((socket) => {
      hellos += 1;
      socket.on('close', () => (closed += 1));
    });
    const before = dialHandles().length;
    const { dialling, calls } = dial(plain.address);
    await until(() => hellos === 1);

    dialling.cancel();
    await until(() => closed === 1 && dialHandles().length <= before);
    await turn();

    expect(calls).toEqual([]);
  });
});

describe('a plain client on a TLS server', () => {
  it('is connected, and then disconnected at its first bytes', async () => {
    await using listening = await tlsServer(server);
    const { socket } = await watchDial(dialTcp, listening.address).first;
    socket?.on('error', () => {});

    socket?.write('\0\0\0\x10plain');
    socket?.resume();
    await once(socket!, 'close');

    expect(listening.sockets).toEqual([]);
  });
});
