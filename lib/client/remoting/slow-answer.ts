/**
 * When a time-out speaks against the connection, as Java has it: a request that had to wait for the dial, and so had
 * little time for its answer, proves nothing. Source: client behaviour E.4, Java `NettyRemotingClient.invokeSync`.
 */
const LONG_WAIT_MS = 100;
const LONG_SHARE = 1 / 4;

export interface UnansweredRequest {
  readonly sentAt: number;
  readonly deadlineAt: number;
}

/** Whether a request has waited for its answer for long, be it by the clock or compared with the time it had. */
export function hasWaitedLong({ sentAt, deadlineAt }: UnansweredRequest, openedAt: number, now: number): boolean {
  const waitedMs = now - Math.max(sentAt, openedAt);
  return waitedMs > LONG_WAIT_MS || waitedMs > (deadlineAt - sentAt) * LONG_SHARE;
}
