// What every probe is: settings from the command line, then one measurement for each line of standard input.
import process from 'node:process';
import { createInterface } from 'node:readline';

/** As the controller set them. */
export const settings = JSON.parse(process.argv[2]);

/** @param measure - gets the milliseconds that it is to send, and answers what it saw */
export async function answer(measure) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { milliseconds } = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(await measure(milliseconds))}\n`);
  }
  process.exit();
}
