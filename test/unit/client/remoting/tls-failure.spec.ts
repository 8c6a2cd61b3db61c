import { describe, expect, it } from '@jest/globals';
import { tlsFailureReason } from '../../../../lib/client/remoting/tls-failure.js';

const failure = (code: string, message = 'text'): Error => Object.assign(new Error(message), { code });
const target = { serverName: 'mq.example', hasClientCertificate: false };

describe('tlsFailureReason', () => {
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'set tls.ca'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'set tls.ca'],
    ['CERT_NOT_YET_VALID', 'check the clocks of both hosts'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'does not name mq.example; set tls.serverName'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls.minVersion'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'asks for a client certificate; set tls.cert and tls.key'],
  ])('says what %s means and how to mend it', (code, expected) => {
    const reason = tlsFailureReason(failure(code), target);

    expect(reason).toContain(expected);
    expect(reason).toContain(`(${code}: text)`);
  });

  it('tells a refused client certificate from a missing one', () => {
    const reason = tlsFailureReason(failure('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), {
      ...target,
      hasClientCertificate: true,
    });

    expect(reason).toContain('the server refused the client certificate');
  });

  it("leaves OpenSSL's thread, file and line out", () => {
    const message = '00A7:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../record.c:355:\n';

    const reason = tlsFailureReason(failure('ERR_SSL_WRONG_VERSION_NUMBER', message), target);

    expect(reason).toContain('(ERR_SSL_WRONG_VERSION_NUMBER: wrong version number)');
  });

  it.each(['ECONNREFUSED', 'constructor', ''])('has nothing to say about %p', (code) => {
    expect(tlsFailureReason(failure(code), target)).toBeUndefined();
  });
});
