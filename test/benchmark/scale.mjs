// What a message costs when there is more of everything, what a send keeps and allocates, what the collector stops for, and how
// long a start takes. Ends with status 1 when something that must be reached is missed.
import process from 'node:process';
import { PARTS } from './scale/parts.mjs';
import { partTable } from './scale/tables.mjs';
import { missed } from './scale/verdicts.mjs';

/** A window of five seconds stands for 600,000 messages, a million before them, and a minute of collections. */
const MESSAGES_PER_WINDOW_MS = 120;
const WARM_UP_PER_WINDOW_MS = 200;
const COLLECTIONS_PER_WINDOW = 12;

/**
 * Measures parts, and prints their tables.
 *
 * @param options.parts - of those in scale/parts.mjs
 * @param options.windowMs - a fixed number of messages goes with it: what is compared does the same work
 * @returns `{ rounds, messages, warmUpMessages, parts }`, plain data; see scale/parts.mjs
 */
export async function run({ parts: wanted = PARTS, rounds, windowMs }) {
  const amounts = {
    rounds,
    messages: windowMs * MESSAGES_PER_WINDOW_MS,
    warmUpMessages: windowMs * WARM_UP_PER_WINDOW_MS,
    collectionsMs: windowMs * COLLECTIONS_PER_WINDOW,
  };
  const parts = [];
  for (const { measure, ...part } of wanted) {
    const { name, title } = part;
    console.log(`\n${name}: ${title}`);
    const measured = { name, title, ...(await measure(part, amounts)) };
    console.log(`\n${partTable(measured)}`);
    parts.push(measured);
  }
  const short = missed(parts);
  for (const line of short) console.log(`missed: ${line}`);
  if (short.length > 0) process.exitCode = 1;
  return { rounds, messages: amounts.messages, warmUpMessages: amounts.warmUpMessages, parts };
}
