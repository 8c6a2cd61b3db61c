/**
 * Says in sentences what is wrong with options of the module, where the compiler cannot.
 */

/** Instances are refused: what a guard, interceptor or hook injects comes from DI. */
export function classListProblems(name: string, list: unknown): string[] {
  if (!Array.isArray(list)) return [`${name} is ${typeName(list)}, it must be a list of classes`];
  return list.flatMap((member: unknown, index) =>
    typeof member === 'function' ? [] : [`${name}[${index}] is ${typeName(member)}, it must be a class`],
  );
}

/** @param name - of the option that names a connection */
export function nameProblems(name: string, connection: unknown): string[] {
  if (typeof connection === 'string' && connection.trim() !== '') return [];
  return [`${name} is ${JSON.stringify(connection)}, it must be a text that names the connection`];
}

export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
