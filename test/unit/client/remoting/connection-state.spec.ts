import { describe, expect, it } from '@jest/globals';
import { type ConnectionState, nextState } from '../../../../lib/client/remoting/connection-state.js';

const STATES: readonly ConnectionState[] = ['ready', 'retired', 'draining', 'closed'];
const ALLOWED = new Set([
  'ready retired',
  'ready draining',
  'ready closed',
  'retired draining',
  'retired closed',
  'draining closed',
]);
const steps = STATES.flatMap((from) => STATES.map((to) => ({ from, to })));

describe('nextState', () => {
  it.each(steps.filter(({ from, to }) => ALLOWED.has(`${from} ${to}`)))('goes from $from to $to', ({ from, to }) => {
    const state = nextState(from, to);

    expect(state).toBe(to);
  });

  it.each(steps.filter(({ from, to }) => !ALLOWED.has(`${from} ${to}`)))(
    'refuses the step from $from to $to',
    ({ from, to }) => {
      const step = (): ConnectionState => nextState(from, to);

      expect(step).toThrow(`a connection cannot go from ${from} to ${to}`);
    },
  );
});
