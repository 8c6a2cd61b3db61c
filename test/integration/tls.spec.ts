/**
 * TLS from end to end: name server and broker of an embedded cluster, each behind a relay that speaks TLS.
 */
import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { EmbeddedCluster } from '../../lib/embedded/index.js';
import { parseAddress } from '../../lib/client/remoting/address.js';
import { rejectionOf, runningClient, textBody } from '../fixtures/running-client.js';
import { keyPair, tlsFile, tlsServer, type TlsTestServer } from '../fixtures/tls-server.js';

const ca = tlsFile('ca.pem');
const server = keyPair('server');

/** A TLS server whose connections go on, in plain text, to `address`. */
function relayTo(address: string): Promise<TlsTestServer> {
  const onSocket = (socket: TLSSocket): void => {
    const plain = connect(parseAddress(address)!);
    plain.on('error', () => socket.destroy());
    plain.on('close', () => socket.destroy());
    socket.on('close', () => plain.destroy());
    socket.pipe(plain).pipe(socket);
  };
  return tlsServer(server, { onSocket });
}

describe('TLS', () => {
  it('[E11.5] covers name servers and brokers: a message is sent and pulled', async () => {
    await using cluster = await EmbeddedCluster.start();
    const broker = cluster.brokers[0]!.address;
    await using nameServerRelay = await relayTo(cluster.nameServer);
    await using brokerRelay = await relayTo(broker);
    await using running = runningClient({
      nameServers: nameServerRelay.address,
      brokerAddressMap: { [broker]: brokerRelay.address },
      tls: { ca },
    });
    const body = Buffer.alloc(3_000_000, 'all of it');

    const sent = await running.producer.send({ topic: 'secret', body });
    const { messages } = await running.client.createPullReader().pull(sent.messageQueue, sent.queueOffset);

    expect(messages.map(({ msgId }) => msgId)).toEqual([sent.msgId]);
    expect(Buffer.compare(messages[0]!.body, body)).toBe(0);
    expect(nameServerRelay.sockets.length).toBeGreaterThan(0);
    expect(brokerRelay.sockets.length).toBeGreaterThan(0);
  });

  it('[E11.8] is never given up for plain text', async () => {
    await using cluster = await EmbeddedCluster.start();
    await using running = runningClient({ nameServers: cluster.nameServer, tls: { ca } });

    const error = await rejectionOf(
      running.producer.send({ topic: 'secret', body: textBody('x') }, { timeoutMs: 1000 }),
    );

    expect(error).toMatchObject({ code: 'NO_NAME_SERVER' });
    expect(error.message).toContain('it may not speak TLS');
    expect(cluster.messages('secret')).toEqual([]);
  });

  it('that the server wants and the client does not speak is a typed error, and no hot loop of dials', async () => {
    await using listening = await tlsServer(server);
    await using running = runningClient({ nameServers: listening.address });

    const error = await rejectionOf(running.client.checkNameServers({ timeoutMs: 1000 }));

    expect(error).toMatchObject({ code: 'NO_NAME_SERVER' });
    expect(listening.connections()).toBeLessThan(20);
  });

  it('without the client certificate that the server wants names tls.cert, and is no hot loop of dials', async () => {
    await using listening = await tlsServer({ ...server, ca, requestCert: true, rejectUnauthorized: true });
    await using running = runningClient({ nameServers: listening.address, tls: { ca } });

    const error = await rejectionOf(running.client.checkNameServers({ timeoutMs: 1000 }));

    expect(error).toMatchObject({ code: 'NO_NAME_SERVER' });
    expect(error.message).toContain('tls.cert');
    expect(listening.connections()).toBeLessThan(20);
  });
});
