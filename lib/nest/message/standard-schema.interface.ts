/**
 * The part of the Standard Schema specification (version 1) that is used here; Zod, Valibot, ArkType and others implement it.
 */

/**
 * A validator of any library that follows Standard Schema.
 *
 * @publicApi
 */
export interface StandardSchema<Input = unknown, Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardSchemaResult<Output> | Promise<StandardSchemaResult<Output>>;
    /** For the compiler only. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/**
 * What a validator found.
 *
 * @publicApi
 */
export type StandardSchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardSchemaIssue[] };

/**
 * One thing that is wrong with a value.
 *
 * @publicApi
 */
export interface StandardSchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
