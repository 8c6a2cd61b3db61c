/**
 * The option `tls` before anything is dialled.
 */
import { describe, expect, it } from '@jest/globals';
import { tlsProblems } from '../../../../lib/client/remoting/tls-options.js';
import { keyPair, tlsFile } from '../../../fixtures/tls-server.js';

const ca = tlsFile('ca.pem');
const client = keyPair('client');
const encrypted = { cert: client.cert, key: tlsFile('client-key-encrypted.pem') };

describe('tlsProblems', () => {
  it.each([
    ['nothing', undefined],
    ['true', true],
    ['false', false],
    ['an empty object', {}],
    ['an authority', { ca }],
    ['authorities as list and as bytes', { ca: [ca, Buffer.from(tlsFile('other-ca.pem'))] }],
    ['several authorities in one text', { ca: ca + tlsFile('other-ca.pem') }],
    ['a client certificate', { ca, ...client }],
    ['an encrypted key with its passphrase', { ...encrypted, passphrase: 'secret' }],
    ['names given as undefined', { ca: undefined, cert: undefined, key: undefined, rejectUnauthorized: undefined }],
    ['all the rest', { serverName: 'a.example', rejectUnauthorized: false, minVersion: 'TLSv1.3' }],
  ])('takes %s', (_what, tls) => {
    expect(tlsProblems(tls)).toEqual([]);
  });

  it.each([
    ['null', null, 'tls is null, it must be true, false or an object'],
    ['a text', 'true', 'tls is of type string, it must be true, false or an object'],
    ['a list', [], 'tls is of type object, it must be true, false or an object'],
    ['a misspelt name', { rejectUnauthorised: true }, 'tls.rejectUnauthorised is not known'],
    ["Node's spelling of serverName", { servername: 'a' }, 'tls.servername is not known'],
    ['an empty server name', { serverName: '' }, 'tls.serverName is ""'],
    ['a verification that is no boolean', { rejectUnauthorized: 0 }, 'tls.rejectUnauthorized is 0'],
    [
      'a path as authority',
      { ca: './ca.pem' },
      'tls.ca holds no certificate; it must be the content of a PEM file, not',
    ],
    ['no authority in a list', { ca: [] }, 'tls.ca is an empty list, which trusts nobody'],
    ['one bad authority of two', { ca: [ca, 'x'] }, 'tls.ca holds no certificate'],
    ['a certificate alone', { cert: client.cert }, 'tls.cert is given without tls.key'],
    ['a key alone', { key: client.key }, 'tls.key is given without tls.cert'],
    ['a key of another certificate', { cert: client.cert, key: keyPair('server').key }, 'key values mismatch'],
    ['a wrong passphrase', { ...encrypted, passphrase: 'wrong' }, 'bad decrypt'],
    ['an unknown version', { minVersion: 'TLSv9' }, '"TLSv9" is not a valid minimum TLS protocol version'],
  ])('[E11.8] refuses %s', (_what, tls, expected) => {
    const problems = tlsProblems(tls);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  it('shows neither key nor passphrase', () => {
    const problems = tlsProblems({ ...encrypted, passphrase: 'not-the-one', serverName: '' });

    expect(problems.join()).not.toMatch(/not-the-one|PRIVATE KEY/);
  });
});
