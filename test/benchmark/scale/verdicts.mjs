// Holds what a part has measured against its bounds.
import { median } from '../controller/statistics.mjs';
import { KEEPS } from '../controller/verdicts.mjs';

export function isBounded({ must }) {
  return must !== undefined;
}

/** `aim`, `must` or `no`: the farthest bound that the median keeps; nothing where there is none. */
export function reached(row) {
  if (!isBounded(row)) return '';
  const value = median(row.compared ?? row.values);
  const keeps = KEEPS[row.bound ?? 'at most'];
  if (!keeps(value, row.must)) return 'no';
  return row.aim !== undefined && keeps(value, row.aim) ? 'aim' : 'must';
}

/** A line for each row that misses what it must reach. */
export function missed(parts) {
  return parts.flatMap(({ name, rows }) =>
    rows
      .filter((row) => reached(row) === 'no')
      .map(({ name: row, bound = 'at most', compared, values, must }) => {
        const value = median(compared ?? values).toFixed(2);
        return `${name}, ${row}: ${value}, it must be ${bound} ${must}`;
      }),
  );
}
