/**
 * Ctrl-C and SIGTERM. An app with a real cluster needs no more than `app.enableShutdownHooks()`; the shop closes by
 * itself because its embedded cluster must outlive the app.
 */

/** Calls `close` at the first signal; further ones change nothing. The process ends when nothing is left to do. */
export function onStopSignal(close: () => Promise<void>): void {
  let closing: Promise<void> | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    if (closing !== undefined) return;
    console.log(`\n${signal}: the shop closes`);
    closing = close().catch((error: unknown) => {
      console.error('Closing failed:', error);
      process.exitCode = 1;
    });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
