/**
 * What is wrong with a number among options, as a sentence; `undefined` if nothing.
 */
const LARGEST = 2_147_483_647;

export function numberProblem(name: string, value: unknown, least: number): string | undefined {
  if (isBetween(value, least)) return undefined;
  return `${name} is ${String(value)}, it must be a number from ${least} to ${LARGEST}`;
}

export function wholeNumberProblem(name: string, value: unknown, least: number): string | undefined {
  if (Number.isInteger(value) && isBetween(value, least)) return undefined;
  return `${name} is ${String(value)}, it must be a whole number from ${least} to ${LARGEST}`;
}

function isBetween(value: unknown, least: number): boolean {
  return typeof value === 'number' && value >= least && value <= LARGEST;
}
