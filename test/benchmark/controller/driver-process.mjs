// One driver that stays up: gets its settings as its only argument, a window as a line of standard input, and answers each
// with a line of standard output. It ends when its input does, so that none outlives this process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Beyond its window, for what was under way: a client that says nothing for so long hangs. */
const ANSWER_WITHIN_MS = 60_000;

export class DriverProcess {
  #name;
  #child;
  #answers;
  #exited;

  constructor(name, { command, args }, settings) {
    this.#name = name;
    this.#child = spawn(command, [...args, JSON.stringify(settings)], { stdio: 'pipe' });
    this.#exited = once(this.#child, 'close').then(([code, signal]) => {
      throw new Error(`${name} ended with ${signal ?? code}`);
    });
    // Heard of only while an answer is waited for.
    this.#exited.catch(() => {});
    this.#child.stdin.on('error', () => {});
    createInterface({ input: this.#child.stderr }).on('line', (line) => console.error(`  ${name}: ${line}`));
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Lets it send for a while, and answers what it says of that.
   *
   * @throws {Error} when it ends instead, or does not answer within a minute after the window
   */
  async measure(milliseconds) {
    this.#child.stdin.write(`${JSON.stringify({ milliseconds })}\n`);
    const answer = await this.#unlessItHangs(this.#answers.next(), milliseconds + ANSWER_WITHIN_MS);
    if (answer.done) return this.#exited;
    return JSON.parse(answer.value);
  }

  async stop() {
    this.#child.stdin.end();
    await this.#unlessItHangs(this.#exited, ANSWER_WITHIN_MS).catch(() => this.#child.kill('SIGKILL'));
  }

  async #unlessItHangs(promise, milliseconds) {
    let timer;
    const late = new Promise((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`${this.#name} did not answer in ${milliseconds} ms`)), milliseconds);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
