import { describe, expect, it } from '@jest/globals';
import { hasWaitedLong } from '../../../../lib/client/remoting/slow-answer.js';

interface Row {
  readonly what: string;
  readonly sentAt: number;
  readonly deadlineAt: number;
  readonly openedAt: number;
  readonly isLong: boolean;
}

const NOW = 10_000;
const ROWS: readonly Row[] = [
  { what: 'more than 100 ms', sentAt: NOW - 101, deadlineAt: NOW, openedAt: 0, isLong: true },
  { what: 'more than 100 ms of a long time', sentAt: NOW - 101, deadlineAt: NOW + 9000, openedAt: 0, isLong: true },
  { what: '100 ms of a long time', sentAt: NOW - 100, deadlineAt: NOW + 9000, openedAt: 0, isLong: false },
  { what: 'all of a short time', sentAt: NOW - 20, deadlineAt: NOW, openedAt: 0, isLong: true },
  { what: 'a quarter of its time', sentAt: NOW - 80, deadlineAt: NOW, openedAt: NOW - 20, isLong: false },
  { what: 'more than a quarter', sentAt: NOW - 80, deadlineAt: NOW, openedAt: NOW - 21, isLong: true },
  { what: '100 ms after a long dial', sentAt: NOW - 3000, deadlineAt: NOW, openedAt: NOW - 100, isLong: false },
];

describe('hasWaitedLong', () => {
  it.each(ROWS)('of $what is $isLong', ({ sentAt, deadlineAt, openedAt, isLong }) => {
    const answer = hasWaitedLong({ sentAt, deadlineAt }, openedAt, NOW);

    expect(answer).toBe(isLong);
  });
});
