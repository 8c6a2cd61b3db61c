/**
 * The groups that sends may still join. Of one topic there is either one group of sends in turn, or one group for each
 * queue that sends are pinned to: so no send overtakes another that might go to the same queue.
 */
import type { MessageQueue } from '../message/message-queue.js';
import type { SendGroup } from './send-group.js';

const IN_TURN = '';

export class OpenGroups {
  readonly #byTopic = new Map<string, Map<string, SendGroup>>();

  find(topic: string, queue: MessageQueue | undefined): SendGroup | undefined {
    return this.#byTopic.get(topic)?.get(laneOf(queue));
  }

  /** Whether a send to this queue has to wait for others of its topic that it cannot join. */
  hasConflict(topic: string, queue: MessageQueue | undefined): boolean {
    const lanes = this.#byTopic.get(topic);
    return lanes !== undefined && lanes.has(IN_TURN) !== (queue === undefined);
  }

  add(group: SendGroup): void {
    const { topic } = group;
    const lanes = this.#byTopic.get(topic) ?? new Map<string, SendGroup>();
    lanes.set(laneOf(group.queue), group);
    this.#byTopic.set(topic, lanes);
  }

  /** Returns false for one that is not open any more; another may have its place by now. */
  remove(group: SendGroup): boolean {
    const { topic, queue } = group;
    const lanes = this.#byTopic.get(topic);
    if (lanes?.get(laneOf(queue)) !== group) return false;
    lanes.delete(laneOf(queue));
    if (lanes.size === 0) this.#byTopic.delete(topic);
    return true;
  }

  ofTopic(topic: string): readonly SendGroup[] {
    return [...(this.#byTopic.get(topic)?.values() ?? [])];
  }

  all(): readonly SendGroup[] {
    const groups: SendGroup[] = [];
    for (const lanes of this.#byTopic.values()) groups.push(...lanes.values());
    return groups;
  }
}

function laneOf(queue: MessageQueue | undefined): string {
  return queue === undefined ? IN_TURN : `${queue.brokerName} ${queue.queueId}`;
}
