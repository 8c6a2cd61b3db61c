/**
 * Signs every request, to brokers and name servers alike, for clusters with access control: ACL of 4.9 and ACL 2.0 of 5.x.
 * Knows nothing of what the servers allow. Source: wire protocol 10.1, client behaviour F.10, Java `AclClientRPCHook`.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { HookedRequest, RPCHook } from './rpc-hook.js';

/** Who a client is to clusters with access control. Java `SessionCredentials`. */
export interface SessionCredentials {
  /** Name of the account (Java `AccessKey`; the user name in ACL 2.0). Travels with every request. */
  readonly accessKey: string;
  /** What requests are signed with (Java `SecretKey`; the password in ACL 2.0). Never sent, never shown. */
  readonly secretKey: string;
  /** Travels with every request, for servers that hand out keys for a time (Java `SecurityToken`). */
  readonly securityToken?: string | undefined;
}

const SIGNATURE = 'Signature';

/** Must be the last of a client's hooks: a field that is added after it is not signed, and the server refuses that. */
export class AclRPCHook implements RPCHook {
  readonly #accessKey: string;
  readonly #secretKey: KeyObject;
  readonly #securityToken: string | undefined;

  constructor({ accessKey, secretKey, securityToken }: SessionCredentials) {
    this.#accessKey = accessKey;
    this.#secretKey = createSecretKey(secretKey, 'utf8');
    this.#securityToken = securityToken;
  }

  /** Adds `AccessKey`, `SecurityToken` and `Signature`, whatever another hook put there; drops fields without a text. */
  doBeforeRequest(_address: string, { extFields, body }: HookedRequest): void {
    extFields['AccessKey'] = this.#accessKey;
    if (this.#securityToken !== undefined) extFields['SecurityToken'] = this.#securityToken;
    dropEmptyFields(extFields);
    const hmac = createHmac('sha1', this.#secretKey).update(signedText(extFields), 'utf8');
    if (body !== undefined) hmac.update(body);
    extFields[SIGNATURE] = hmac.digest('base64');
  }
}

/** A binary header cannot tell an empty value from none: the server would read null and sign the text `null`. */
function dropEmptyFields(extFields: Record<string, string>): void {
  for (const [name, value] of Object.entries(extFields)) {
    if (value === '') Reflect.deleteProperty(extFields, name);
  }
}

/** The values in the order of their names, by UTF-16 code unit as in Java, with nothing between them. */
function signedText(extFields: Readonly<Record<string, string>>): string {
  const names = Object.keys(extFields).toSorted();
  return names.map((name) => (name === SIGNATURE ? '' : extFields[name])).join('');
}

/** What is wrong with credentials as somebody wrote them; values are never quoted. */
export function credentialsProblems(credentials: unknown): string[] {
  if (credentials === undefined) return [];
  if (typeof credentials !== 'object' || credentials === null) {
    return [`credentials is ${kindOf(credentials)}, it must be an object with accessKey and secretKey`];
  }
  const { accessKey, secretKey, securityToken } = credentials as Partial<Record<keyof SessionCredentials, unknown>>;
  const values = { accessKey, secretKey, ...(securityToken === undefined ? {} : { securityToken }) };
  return Object.entries(values)
    .filter(([, value]) => typeof value !== 'string' || value === '')
    .map(([name, value]) => `credentials.${name} is ${kindOf(value)}, it must be a text that is not empty`);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return value === '' ? 'empty' : `of type ${typeof value}`;
}
