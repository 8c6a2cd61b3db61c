// A steady number of sends in flight, round robin over topics and producers: what is measured lies between two counts of
// settled sends, so that neither the beginning nor the end is in it.
import { messageTo } from './producers.mjs';

export class SteadySends {
  #topics;
  #isOver = false;
  #begun = 0;
  #settled = 0;
  #awaited = { count: Number.POSITIVE_INFINITY };
  #senders;

  /** Begins at once. A send that fails ends the process: there is nothing here that could make one fail. */
  constructor(producers, { topics, inFlight }) {
    this.#topics = Array.from({ length: topics }, (_, index) => `scale-topic-${index}`);
    this.#senders = Promise.all(
      Array.from({ length: inFlight }, (_, index) => this.#keepSending(producers[index % producers.length])),
    );
  }

  /** Resolves when so many more sends are settled. */
  settled(count) {
    return new Promise((resolve) => {
      this.#awaited = { count: this.#settled + count, resolve };
    });
  }

  /** Resolves when nothing is in flight any more. */
  async stop() {
    this.#isOver = true;
    await this.#senders;
  }

  async #keepSending(producer) {
    while (!this.#isOver) {
      const index = this.#begun++;
      const { sendStatus } = await producer.send(messageTo(this.#topics[index % this.#topics.length], index));
      if (sendStatus !== 'SEND_OK') throw new Error(`a send ended with ${sendStatus}`);
      this.#settled += 1;
      if (this.#settled === this.#awaited.count) this.#awaited.resolve();
    }
  }
}
