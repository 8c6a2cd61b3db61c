/**
 * The smallest Standard Schema, so that the shop needs no validation library. Zod, Valibot and ArkType bring theirs.
 */
import type { StandardSchema } from 'nestjs-rocketmq';

/** @param problemsOf - each field that is wrong with what is wrong with it; nothing for a good value */
export function schemaOf<T>(problemsOf: (value: Partial<T>) => Readonly<Record<string, string>>): StandardSchema<T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'shop',
      validate: (value) => {
        const problems = Object.entries(problemsOf((value ?? {}) as Partial<T>));
        if (problems.length === 0) return { value: value as T };
        return { issues: problems.map(([field, message]) => ({ message, path: [field] })) };
      },
    },
  };
}
