// Medians and quartiles of figures of rounds, and how figures of the same round compare.

export function median(values) {
  return quantile(values, 0.5);
}

/** @returns `{ lower, median, upper }` */
export function quartiles(values) {
  return { lower: quantile(values, 0.25), median: median(values), upper: quantile(values, 0.75) };
}

/**
 * One figure of every round, compared with the same figure of another in that round.
 *
 * @param compare - gets both values; their ratio unless told otherwise
 */
export function compared(rounds, others, figure, compare = (value, other) => value / other) {
  return rounds.map((round, index) => compare(round[figure], others[index][figure]));
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)];
}
