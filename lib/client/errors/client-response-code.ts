/**
 * RocketMQ's numbers for failures that the client itself notices.
 * Source: Java `ClientErrorCode`; -1 is what `MQClientException` carries when it has no number.
 */
export const CLIENT_RESPONSE_CODE = {
  NONE: -1,
  CONNECT_BROKER_EXCEPTION: 10001,
  ACCESS_BROKER_TIMEOUT: 10002,
  BROKER_NOT_EXIST_EXCEPTION: 10003,
  NO_NAME_SERVER_EXCEPTION: 10004,
  NOT_FOUND_TOPIC_EXCEPTION: 10005,
} as const;
