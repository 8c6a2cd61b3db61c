/**
 * Checks the option `tls` before anything is dialled, so that a slip cannot weaken the verification in silence.
 */
import { X509Certificate } from 'node:crypto';
import { tlsDialer, type TlsOptions } from './dial.js';

/** Every name that the option knows; a misspelt `rejectUnauthorized` or `ca` must not pass for "not given". */
const NAMES = {
  ca: true,
  cert: true,
  key: true,
  passphrase: true,
  pfx: true,
  ciphers: true,
  minVersion: true,
  maxVersion: true,
  rejectUnauthorized: true,
  serverName: true,
} as const satisfies Record<keyof TlsOptions, true>;

/** What is wrong with the option, a sentence each. */
export function tlsProblems(tls: unknown): string[] {
  if (tls === undefined || typeof tls === 'boolean') return [];
  if (typeof tls !== 'object' || tls === null || Array.isArray(tls)) {
    return [`tls is ${tls === null ? 'null' : `of type ${typeof tls}`}, it must be true, false or an object`];
  }
  const problems = [...nameProblems(tls), ...valueProblems(tls), ...authorityProblems((tls as TlsOptions).ca)];
  return problems.length > 0 ? problems : contextProblems(tls);
}

function nameProblems(tls: object): string[] {
  return Object.keys(tls)
    .filter((name) => !Object.hasOwn(NAMES, name))
    .map((name) => `tls.${name} is not known, the options are ${Object.keys(NAMES).join(', ')}`);
}

function valueProblems({ serverName, rejectUnauthorized, cert, key }: TlsOptions): string[] {
  const problems: string[] = [];
  if (serverName !== undefined && (typeof serverName !== 'string' || serverName === '')) {
    problems.push(`tls.serverName is ${JSON.stringify(serverName)}, it must be a host name or an address`);
  }
  if (rejectUnauthorized !== undefined && typeof rejectUnauthorized !== 'boolean') {
    problems.push(`tls.rejectUnauthorized is ${JSON.stringify(rejectUnauthorized)}, it must be true or false`);
  }
  if ((cert === undefined) !== (key === undefined)) {
    const [given, missing] = cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    problems.push(`tls.${given} is given without tls.${missing}`);
  }
  return problems;
}

/** Node takes any text as authority and then trusts nobody, so a path in place of the file's content would look like a bad server. */
function authorityProblems(authorities: TlsOptions['ca']): string[] {
  if (authorities === undefined) return [];
  const list: readonly unknown[] = Array.isArray(authorities) ? authorities : [authorities];
  if (list.length === 0) return ['tls.ca is an empty list, which trusts nobody'];
  return list
    .filter((authority) => !isCertificate(authority))
    .map(() => "tls.ca holds no certificate; it must be the content of a PEM file, not the file's path");
}

function isCertificate(authority: unknown): boolean {
  try {
    return new X509Certificate(authority as string | Buffer).raw.length > 0;
  } catch {
    return false;
  }
}

/** What OpenSSL itself finds: keys that cannot be read or do not belong to the certificate, wrong passphrases. */
function contextProblems(tls: TlsOptions): string[] {
  try {
    tlsDialer(tls);
    return [];
  } catch (error) {
    return [`tls cannot be used: ${(error as Error).message}`];
  }
}
