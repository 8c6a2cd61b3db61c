/**
 * Errors that come out of asking a name server or a broker something.
 */
import { CLIENT_RESPONSE_CODE } from './client-response-code.js';
import { RocketMQError, type RocketMQErrorOptions } from './rocketmq-error.js';

/** Who answered with an error code, and what it said. */
export interface ServerAnswer {
  /** Address that answered, `host:port`. */
  readonly address: string;
  /** RocketMQ's response code. */
  readonly responseCode: number;
  /** Name of the code, `undefined` for one that this client does not know. */
  readonly responseName: string | undefined;
  /** The server's own text. */
  readonly remark: string | undefined;
}

/** A server answered one request with an error code. */
export class BrokerResponseError extends RocketMQError {
  override readonly code = 'BROKER_RESPONSE';
  readonly address: string;
  readonly responseName: string | undefined;
  readonly remark: string | undefined;

  constructor(answer: ServerAnswer) {
    const name = answer.responseName ?? 'a code unknown to this client';
    const text = answer.remark ?? 'no remark';
    super(`${answer.address} answered ${answer.responseCode} (${name}): ${text}${accessHint(answer)}`, {
      responseCode: answer.responseCode,
    });
    this.address = answer.address;
    this.responseName = answer.responseName;
    this.remark = answer.remark;
  }
}

/** What access control of 5.x (ACL 2.0) and of 4.9 says; other refusals share their codes 16 and 1. */
const ACCESS_REMARKS =
  /^(?:username cannot be null|check signature failed|User:.* (?:is|has) )|\.acl\.common\.AclException:/;

function accessHint({ remark }: ServerAnswer): string {
  if (remark === undefined || !ACCESS_REMARKS.test(remark)) return '';
  return ' (check the client option credentials, and what the servers allow its accessKey)';
}

/** One name server that could not be asked. */
export interface NameServerFailure {
  readonly address: string;
  readonly error: Error;
}

/** None of the configured name servers gave an answer before the deadline. */
export class NameServerUnreachableError extends RocketMQError {
  override readonly code = 'NO_NAME_SERVER';

  /** @param failures - the last failure of every address that was tried */
  constructor(readonly failures: readonly NameServerFailure[]) {
    const tried = failures.map(({ address, error }) => `${address} (${error.message})`).join(', ');
    super(
      tried === ''
        ? 'no name server could be asked in the time left'
        : `no name server could be asked: ${tried}. Check the option nameServers and that one of them is reachable`,
      { cause: failures.at(-1)?.error, responseCode: CLIENT_RESPONSE_CODE.NO_NAME_SERVER_EXCEPTION },
    );
  }
}

/** The name servers know neither the topic nor a template to create it from. */
export class RouteNotFoundError extends RocketMQError {
  override readonly code = 'NO_ROUTE';

  constructor(
    readonly topic: string,
    reason: string,
    options?: RocketMQErrorOptions,
  ) {
    super(
      `no route for topic ${topic}: ${reason}. Create the topic, or set autoCreateTopicEnable=true on the brokers`,
      {
        responseCode: CLIENT_RESPONSE_CODE.NOT_FOUND_TOPIC_EXCEPTION,
        ...options,
      },
    );
  }
}

/** A broker named by a route has no address that can take the request. */
export class BrokerNotFoundError extends RocketMQError {
  override readonly code = 'BROKER_NOT_FOUND';

  constructor(readonly brokerName: string) {
    super(`the broker ${brokerName} has no master address in any known route`, {
      responseCode: CLIENT_RESPONSE_CODE.BROKER_NOT_EXIST_EXCEPTION,
    });
  }
}

/** A broker is too old for what a message needs of it, and would store it as if it were an ordinary one. */
export class UnsupportedByBrokerError extends RocketMQError {
  override readonly code = 'UNSUPPORTED_BY_BROKER';

  /** @param version - as the broker names its own, an ordinal of Java's `MQVersion` */
  constructor(
    readonly address: string,
    readonly version: number,
  ) {
    super(
      `the broker at ${address} is older than 5.0 (it names version ${version}) and has no timers: it would deliver the ` +
        'message at once. Use delayLevel instead of deliverAfterMs or deliverAt, or brokers of 5.x',
    );
  }
}
