/**
 * The axes of the matrix, and its cells: every host, scope, place and result that a publish decorator can have.
 * The spec has a list of its own, to which it holds what was run.
 */
export const SCOPES = ['singleton', 'request', 'transient', 'durable'] as const;
export const RESULTS = ['promise', 'observable', 'async-iterable', 'plain'] as const;
export const HOSTS = ['provider', 'controller'] as const;
/** Where the publish decorator stands: above or below the route, on a provider the decorator of some metadata. */
export const PLACES = ['above', 'below'] as const;
export const DECORATORS = ['SendSync', 'SendAsync', 'SendOneway'] as const;

export interface Cell {
  readonly scope: (typeof SCOPES)[number];
  readonly result: (typeof RESULTS)[number];
  readonly host: (typeof HOSTS)[number];
  readonly place: (typeof PLACES)[number];
  readonly decorator: (typeof DECORATORS)[number];
}

/** Also its topic, its class and its route. */
export function nameOf({ decorator, result, scope, host, place }: Cell): string {
  return [decorator, result, scope, host, place].join('-');
}

/** All but those that do not compile: nobody can be made to wait for a plain result. */
export function existingCells(): Cell[] {
  const all = DECORATORS.flatMap((decorator) =>
    RESULTS.flatMap((result) =>
      SCOPES.flatMap((scope) =>
        HOSTS.flatMap((host) => PLACES.map((place): Cell => ({ decorator, result, scope, host, place }))),
      ),
    ),
  );
  return all.filter(({ decorator, result }) => decorator !== 'SendSync' || result !== 'plain');
}
