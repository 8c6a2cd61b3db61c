/**
 * The table of error codes: what each one means and what a user does about it.
 * Numbers of RocketMQ's own are in protocol/response-code.ts and in client-response-code.ts.
 */

/** Meaning and remedy of every `code` that a `RocketMQError` can carry. */
export const ERROR_CODES = {
  INVALID_OPTIONS: {
    meaning: 'an option of the client, a producer or a reader has a value that cannot work',
    remedy: 'correct the options that the message names',
  },
  INVALID_MESSAGE: {
    meaning: 'the message would be refused or silently changed by a broker; nothing was sent',
    remedy: 'correct the field that the message names',
  },
  COMPRESSION_UNAVAILABLE: {
    meaning: 'the package that the configured compression needs cannot be used; the message was not sent',
    remedy: 'install the package that the message names, or leave compressType at ZLIB',
  },
  PAYLOAD_INVALID: {
    meaning: 'the payload does not meet the schema of its topic; nothing was sent',
    remedy: 'correct the payload where the message says, or the schema',
  },
  PAYLOAD_NOT_SERIALIZABLE: {
    meaning: 'the payload cannot be turned into a message body without loss; nothing was sent',
    remedy: 'convert the value that the message names, or pass bytes or a string',
  },
  PUBLISHER_NOT_BOUND: {
    meaning: 'a method with a publish decorator ran on an instance that Nest did not build; nothing was sent',
    remedy: 'import RocketMQModule.forRoot() and let Nest create the instance',
  },
  SEND_STATUS_NOT_OK: {
    meaning: 'the message is stored, but with a status other than the one that the send required',
    remedy: 'do not send it again: it would double; check flushing and replicas of the brokers',
  },
  INTERCEPTOR_MISUSED: {
    meaning: 'a send interceptor broke its contract, as the message says; what it was to send may be stored',
    remedy:
      'return next.handle() with operators that emit at most once; of a batch read getMessages(), and answer with a list',
  },
  PRODUCER_NOT_STARTED: {
    meaning: 'a send came before start()',
    remedy: 'await client.start() or producer.start() first',
  },
  PRODUCER_CLOSED: { meaning: 'a send came after close() began', remedy: 'send before closing, or make a new client' },
  CLIENT_CLOSED: { meaning: 'the client was closed', remedy: 'make a new client: one client lives once' },
  FRAME_TOO_LARGE: {
    meaning: 'a peer announced a frame above the limit; its connection was closed',
    remedy: 'check that the address is a RocketMQ remoting port, or raise maxFrameBytes',
  },
  FRAME_MALFORMED: {
    meaning: 'bytes that are no remoting frame arrived; their connection was closed',
    remedy: 'check that the address is a RocketMQ remoting port (not the proxy, the dashboard or a TLS port)',
  },
  RESPONSE_INVALID: {
    meaning: 'a well-formed answer lacks a field or carries a value that cannot be',
    remedy: 'check the version of the server that the message names',
  },
  CONNECT_FAILED: {
    meaning: 'no connection to an address could be made',
    remedy:
      'see the reason in the message: the server must run and be reachable from this host, over TLS if the option tls is set',
  },
  CONNECTION_CLOSED: {
    meaning: 'the connection ended while a request waited on it; whether the server handled it is unknown',
    remedy:
      'retry if doubling is harmless; if every connection ends at once, the server may want TLS: set the option tls',
  },
  REQUEST_TIMEOUT: {
    meaning: 'one request got no answer in its time, or its hooks took all of it',
    remedy: 'check the server, or allow more time',
  },
  TOO_MANY_REQUESTS: {
    meaning: 'a request waited for its turn until its deadline, as too many were under way; it was not sent',
    remedy: 'send slower, check the server, or raise maxInFlightRequests or maxInFlightOneways',
  },
  BROKER_RESPONSE: {
    meaning: 'a server answered a request with an error code',
    remedy: 'see responseCode and the remark in the message',
  },
  NO_NAME_SERVER: {
    meaning: 'none of the configured name servers could be asked',
    remedy: 'check nameServers and that one of them is reachable',
  },
  NO_ROUTE: {
    meaning: 'the topic does not exist and brokers do not create it by themselves',
    remedy: 'create the topic, or allow autoCreateTopicEnable on the brokers',
  },
  TOPIC_NOT_CREATED: {
    meaning: 'no broker created the topic',
    remedy: 'see the failure of each broker in the message; brokers may be started, the key or the options changed',
  },
  NO_MESSAGE: {
    meaning: 'no broker that answered has a message with that key or id',
    remedy: 'check topic, key and times, and try again: brokers index a message a moment after they stored it',
  },
  BROKER_NOT_FOUND: {
    meaning: 'a broker that the route names has no master address now',
    remedy: 'check that the broker runs as master',
  },
  BATCH_PARTLY_SENT: {
    meaning: 'of a batch that went in several parts, the first ones are stored, one failed, and the rest was not sent',
    remedy: 'see the cause; send the messages after results.length again, unless the cause leaves open what it stored',
  },
  BROKER_UNREACHABLE: {
    meaning: 'no broker of the topic could be connected to',
    remedy: 'set brokerIP1 on the broker to a reachable address, or map it with brokerAddressMap',
  },
  BROKER_REJECTED: {
    meaning: 'the broker answered the send with an error code; the message is not stored',
    remedy: 'see responseCode and the remark in the message',
  },
  UNSUPPORTED_BY_BROKER: {
    meaning: 'the broker is older than what the message needs of it; the message was not sent',
    remedy: 'use delayLevel, which every broker knows, or brokers of 5.x',
  },
  HOOK_FAILED: {
    meaning: 'an RPC hook threw or rejected; if that was after the answer, the message may be stored',
    remedy: 'see the cause; mend the hook',
  },
  QUEUE_SELECTION_FAILED: {
    meaning: 'the queue selector of the send threw or chose no queue; nothing was sent',
    remedy: 'see the cause; mend the selector, or check that the topic has writable queues',
  },
  SEND_ABORTED: {
    meaning: 'the signal of the send was aborted; the message may or may not be stored',
    remedy: 'see the cause, which is the reason of the signal',
  },
  BACK_PRESSURE: {
    meaning: 'too many sends or bytes were in flight; nothing was sent',
    remedy: 'send slower, wait for results, or raise maxInFlightSends or maxInFlightBytes',
  },
  SEND_TIMEOUT: {
    meaning: 'no attempt finished within the budget; the message may or may not be stored',
    remedy: 'see attempts; check the brokers, or raise timeoutMs',
  },
  MESSAGE_WAIT: {
    meaning: 'an embedded cluster did not hold as many messages in time as a test waited for',
    remedy: 'see the messages that are there',
  },
  MESSAGES_MISSING: {
    meaning: 'fewer messages were sent in time than a test waited for',
    remedy: 'see what came instead; compare the name of the topic, or wait longer',
  },
  RECORDER_UNSUPPORTED: {
    meaning: 'a test that only records asked for something that needs a broker',
    remedy: 'use RocketMQTestingModule.forRoot()',
  },
  TEST_LEAK: {
    meaning: 'sockets, servers, timers or sends of this package were left after a test',
    remedy: 'close every app, client and cluster before the check',
  },
  SEND_FORBIDDEN: { meaning: 'a guard or hook forbade the send; nothing was sent', remedy: 'see the guard named' },
} as const satisfies Record<string, { readonly meaning: string; readonly remedy: string }>;

/** Every `code` of a `RocketMQError`. */
export type ErrorCode = keyof typeof ERROR_CODES;
