/**
 * Which code of this package is running, read from the stack.
 */

/** Deep enough for the frames of Node between a call and what it makes. */
const FRAMES = 30;

/** This file's place in the package, in sources and in both builds. */
const THIS_FILE = /(?:\(|at )((?:file:\/\/)?[^()\n]+?)testing[\\/]package-place\.[cm]?[jt]s/;
const FRAME = /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:)[^()\n]*):\d+\)?$/;

/** The folder that has this package's code, as stacks name it. */
const PACKAGE_FOLDER = THIS_FILE.exec(new Error('where am I').stack ?? '')?.[1];

/** File and line, if the innermost code that is not Node's is of this package, but not of the test kit; else `undefined`. */
export function packagePlace(): string | undefined {
  if (PACKAGE_FOLDER === undefined) return undefined;
  const holder: { stack?: string } = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  Error.captureStackTrace(holder, packagePlace);
  Error.stackTraceLimit = stackTraceLimit;
  const own = `${PACKAGE_FOLDER}testing`;
  for (const line of (holder.stack ?? '').split('\n')) {
    const place = FRAME.exec(line)?.[1];
    if (place === undefined || place.includes('testing/leak-watch.')) continue;
    return place.startsWith(PACKAGE_FOLDER) && !place.startsWith(own) ? place.slice(PACKAGE_FOLDER.length) : undefined;
  }
  return undefined;
}
