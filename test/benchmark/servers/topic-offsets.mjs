// Makes topics of four queues, and tells how many messages they have been given so far: the sum of the queues' ends.
import { RocketMQClient } from '../../../dist/client/index.js';

const QUEUES = 4;

export class TopicOffsets {
  #client;
  #queues = new Map();

  constructor(nameServer) {
    this.#client = new RocketMQClient({ nameServers: nameServer });
    this.#client.start();
  }

  async create(topic) {
    const { created } = await this.#client.admin.createTopic(topic, { queueNum: QUEUES });
    this.#queues.set(
      topic,
      created.flatMap((brokerName) => Array.from({ length: QUEUES }, (_, queueId) => ({ topic, brokerName, queueId }))),
    );
  }

  async sum(topic) {
    const offsets = await Promise.all(this.#queues.get(topic).map((queue) => this.#client.admin.maxOffset(queue)));
    return offsets.reduce((sum, offset) => sum + offset, 0);
  }

  close() {
    return this.#client.close();
  }
}
