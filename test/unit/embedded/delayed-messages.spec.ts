import { describe, expect, it } from '@jest/globals';
import { DelayedMessages } from '../../../lib/embedded/delayed-messages.js';
import { FakeClock } from './fake-clock.js';

function arrange(maxMessages = 10) {
  const clock = new FakeClock();
  const delayed = new DelayedMessages(clock, maxMessages);
  const delivered: string[] = [];
  const add = (uniqueKey: string, delayMs: number, topic = 'T') => {
    const deliver = () => void delivered.push(uniqueKey);
    delayed.add({ dueAt: clock.now() + delayMs, topic, uniqueKey, deliver });
  };
  return { clock, delayed, delivered, add };
}

describe('DelayedMessages', () => {
  it('delivers each message at its time and not before, in whatever order they came', () => {
    const { clock, delivered, add } = arrange();
    add('late', 3000);
    add('early', 1000);
    add('middle', 2000);

    const seen = [999, 1, 1000, 1000].map((step) => {
      clock.advance(step);
      return [...delivered];
    });

    expect(seen).toEqual([[], ['early'], ['early', 'middle'], ['early', 'middle', 'late']]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('delivers messages of one time in the order in which they came', () => {
    const { clock, delivered, add } = arrange();
    for (const key of ['a', 'b', 'c']) add(key, 1000);

    clock.advance(1000);

    expect(delivered).toEqual(['a', 'b', 'c']);
  });

  it('has one timer for all of them', () => {
    const { clock, add } = arrange();

    for (const delayMs of [3000, 1000, 2000]) add('x', delayMs);

    expect(clock.pendingTimers).toBe(1);
  });

  it('forgets what is recalled, every copy of it and nothing else', () => {
    const { clock, delayed, delivered, add } = arrange();
    add('doubled', 1000);
    add('doubled', 2000);
    add('doubled', 2000, 'other topic');
    add('kept', 1000);

    delayed.recall('T', 'doubled');
    clock.advance(5000);

    expect(delivered).toEqual(['kept', 'doubled']);
  });

  it('is full at its limit, until messages are delivered', () => {
    const { clock, delayed, add } = arrange(2);
    add('a', 1000);
    const before = delayed.isFull;
    add('b', 2000);
    const full = delayed.isFull;

    clock.advance(1000);

    expect([before, full, delayed.isFull, delayed.size]).toEqual([false, true, false, 1]);
  });

  it('delivers nothing while it is paused, and what is overdue when it goes on', () => {
    const { clock, delayed, delivered, add } = arrange();
    add('overdue', 1000);
    add('later', 9000);

    delayed.pause();
    add('recalled', 1000);
    delayed.recall('T', 'recalled');
    clock.advance(5000);
    const whilePaused = [[...delivered], clock.pendingTimers];
    delayed.resume();
    clock.advance(0);

    expect(whilePaused).toEqual([[], 0]);
    expect(delivered).toEqual(['overdue']);
    expect(clock.pendingTimers).toBe(1);
  });

  it('leaves nothing behind when it is stopped', () => {
    const { clock, delayed, delivered, add } = arrange();
    add('a', 1000);

    delayed.stop();
    clock.advance(5000);

    expect(delivered).toEqual([]);
    expect([delayed.size, clock.pendingTimers]).toEqual([0, 0]);
  });
});
