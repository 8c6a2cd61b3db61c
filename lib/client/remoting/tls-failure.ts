/**
 * Says in words why TLS failed and how to mend it. Pure: it gets Node's error and knows nothing of sockets.
 */

/** What was dialled, for texts that name it. */
export interface TlsTarget {
  /** Whom the certificate has to name. */
  readonly serverName: string;
  readonly hasClientCertificate: boolean;
}

type Explain = (target: TlsTarget) => string;

const UNTRUSTED: Explain = () =>
  'its certificate is not signed by an authority that this client trusts; set tls.ca to the certificate of the one that signed it';

const SELF_SIGNED: Explain = () =>
  'its certificate is self-signed; set tls.ca to this certificate if it is the right one';

const NOT_TLS: Explain = () =>
  'it does not speak TLS; enable TLS on the server, or connect without the option tls if plain text is meant';

const CLIENT_CERTIFICATE: Explain = ({ hasClientCertificate }) =>
  hasClientCertificate
    ? 'the server refused the client certificate; set tls.cert and tls.key to a pair that an authority it trusts has signed'
    : 'the server asks for a client certificate; set tls.cert and tls.key';

const NO_COMMON_GROUND: Explain = () =>
  'the server and this client have no TLS version or cipher in common; see tls.minVersion, tls.maxVersion and tls.ciphers';

/** Node's and OpenSSL's error codes -> what they mean here. */
const EXPLANATIONS: Readonly<Record<string, Explain>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_SIGNATURE_FAILURE: UNTRUSTED,
  INVALID_CA: UNTRUSTED,
  CERT_HAS_EXPIRED: () => 'its certificate, or one in the chain, has expired; renew it on the server',
  CERT_NOT_YET_VALID: () => 'its certificate is not valid yet; check the clocks of both hosts',
  ERR_TLS_CERT_ALTNAME_INVALID: ({ serverName }) =>
    `its certificate does not name ${serverName}; set tls.serverName to a name that the certificate has, if this is the right server`,
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  ERR_SSL_UNEXPECTED_MESSAGE: NOT_TLS,
  ECONNRESET: () =>
    'it ended the connection during the TLS handshake; it may not speak TLS (tls.server.mode on the server), or ask for a client certificate (tls.cert, tls.key)',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: () =>
    'the server refused the handshake: it asks for a client certificate (tls.cert, tls.key), or has no TLS version or cipher in common with this client',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: CLIENT_CERTIFICATE,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: CLIENT_CERTIFICATE,
  ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR: CLIENT_CERTIFICATE,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: NO_COMMON_GROUND,
  ERR_SSL_UNSUPPORTED_PROTOCOL: NO_COMMON_GROUND,
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: NO_COMMON_GROUND,
};

/** The sentence for an error code of TLS, followed by Node's own words; `undefined` when the code is not about TLS. */
export function tlsFailureReason(error: Error, target: TlsTarget): string | undefined {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const explain = Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
  return explain === undefined ? undefined : `${explain(target)} (${code}: ${withoutSource(error.message)})`;
}

/** OpenSSL's texts carry its thread, file and line: `00A7:error:0A0000C6:SSL routines:func:reason:../file.c:123:`. */
function withoutSource(message: string): string {
  const parts = message.trim().split(':');
  return parts[1] === 'error' ? (parts[5] ?? message) : message;
}
