/**
 * What is wrong with options: names that there are not, numbers and switches, as sentences; and the error that lists them.
 */
import { InvalidOptionsError } from './input-errors.js';

const LARGEST = 2_147_483_647;

/** The problem of a number, `undefined` if there is none. */
export function numberProblem(name: string, value: unknown, least: number, largest = LARGEST): string | undefined {
  if (isBetween(value, least, largest)) return undefined;
  return `${name} is ${String(value)}, it must be a number from ${least} to ${largest}`;
}

/** The problem of a whole number, `undefined` if there is none. */
export function wholeNumberProblem(name: string, value: unknown, least: number, largest = LARGEST): string | undefined {
  if (Number.isSafeInteger(value) && isBetween(value, least, largest)) return undefined;
  return `${name} is ${String(value)}, it must be a whole number from ${least} to ${largest}`;
}

/** The problem of a switch, `undefined` if there is none. */
export function booleanProblem(name: string, value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : `${name} is ${String(value)}, it must be true or false`;
}

/** @throws {InvalidOptionsError} INVALID_OPTIONS - one of the checks found a problem; lists them all */
export function refuseProblems(subject: string, checks: readonly (string | undefined)[]): void {
  const problems = checks.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new InvalidOptionsError(subject, problems);
}

function isBetween(value: unknown, least: number, largest: number): boolean {
  return typeof value === 'number' && value >= least && value <= largest;
}

/**
 * Options that there are not, e.g. misspelt ones; those of `undefined` count as left out.
 *
 * @param known - an object with every option there is
 */
export function unknownOptionProblems(options: object, known: object): string[] {
  return Object.entries(options)
    .filter(([name, value]) => value !== undefined && !Object.hasOwn(known, name))
    .map(([name]) => `there is no option ${name}`);
}
