// What every driver in JavaScript is: settings from the command line, then windows of sending as standard input asks for them.
// The loops are the same for all of them and as cheap as they can be, so that a difference is one of the clients.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { LOOPS } from './loops.mjs';
import { Recorder } from './recorder.mjs';

/** Names, sizes and the number in flight, as the controller set them; see ../controller/driver-process.mjs. */
export const settings = JSON.parse(process.argv[2]);
/** Of every message, but where a driver has a payload of its own. */
export const body = Buffer.alloc(settings.bodyBytes ?? 0, 'a');

/**
 * Measures as long as standard input lasts; `start` sends one message and ends.
 *
 * @param senders.sync - sends the message with that number and returns the client's promise
 * @param senders.async - the same with a callback, `{ onSuccess, onException }`
 * @param senders.oneway - hands one over, and returns a promise where the client wants the caller to wait
 * @param senders.batch - sends 32 messages from that number on and returns the client's promise
 * @param senders.isAcknowledged - whether the result of `sync` or `async` says that the message is stored
 * @param senders.isBatchAcknowledged - the same of `batch`
 * @param senders.onewayAnswers - answers that nobody had asked for, where the client counts them
 */
export async function drive(senders) {
  if (settings.mode === 'start') {
    if (!senders.isAcknowledged(await senders.sync(0))) throw new Error('the first message was not acknowledged');
    process.stdout.write('SENT\n', () => process.exit());
    return;
  }
  const recorder = new Recorder();
  const keepSending = LOOPS[settings.mode];
  for await (const line of createInterface({ input: process.stdin })) {
    const { milliseconds } = JSON.parse(line);
    const answersBefore = senders.onewayAnswers?.() ?? 0;
    recorder.begin(milliseconds);
    await keepSending(senders, recorder, settings.inFlight);
    const onewayAnswers = senders.onewayAnswers && senders.onewayAnswers() - answersBefore;
    process.stdout.write(`${JSON.stringify({ ...recorder.end(), onewayAnswers })}\n`);
  }
  process.exit();
}
