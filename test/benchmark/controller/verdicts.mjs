// Holds what was measured against the figures to reach.
import { FIGURES } from '../figures.mjs';
import { MEASURES } from './measures.mjs';
import { compared, quartiles } from './statistics.mjs';

/** @internal What a bound means. */
export const KEEPS = {
  'at most': (value, bound) => value <= bound,
  'at least': (value, bound) => value >= bound,
};

/**
 * Every figure whose case was measured, with `lower`, `median` and `upper` over the rounds, and whether it was reached;
 * without them where one side is missing on this machine.
 */
export function verdicts(measuredCases) {
  return FIGURES.flatMap((figure) => {
    const measured = measuredCases.find(({ name }) => name === figure.case);
    return measured === undefined ? [] : [verdict(figure, measured)];
  });
}

/** Of those that {@link verdicts} lists: the ones that a run fails on. */
export function missed(listed) {
  return listed.filter(({ reachesMust }) => reachesMust === false);
}

function verdict(figure, { competitors }) {
  const [ours, theirs] = [figure.ours, figure.against].map((wanted) => competitors.find(({ name }) => name === wanted));
  if (ours === undefined || theirs === undefined) return figure;
  const difference = MEASURES[figure.of].isDifference ? (value, other) => value - other : undefined;
  const spread = quartiles(compared(ours.rounds, theirs.rounds, figure.of, difference));
  const keeps = KEEPS[figure.bound];
  return {
    ...figure,
    ...spread,
    reachesMust: keeps(spread.median, figure.must),
    reachesAim: keeps(spread.median, figure.aim),
  };
}
