/**
 * Names and numbers of the languages a peer can announce. Source: Java `LanguageCode`.
 */
export const LANGUAGE_CODES = {
  JAVA: 0,
  CPP: 1,
  DOTNET: 2,
  PYTHON: 3,
  DELPHI: 4,
  ERLANG: 5,
  RUBY: 6,
  OTHER: 7,
  HTTP: 8,
  GO: 9,
  PHP: 10,
  OMS: 11,
  RUST: 12,
  NODE_JS: 13,
} as const;

export type LanguageName = keyof typeof LANGUAGE_CODES;

const NAME_BY_CODE: ReadonlyMap<number, LanguageName> = new Map(
  (Object.keys(LANGUAGE_CODES) as LanguageName[]).map((name) => [LANGUAGE_CODES[name], name]),
);

export function languageName(code: number): LanguageName | undefined {
  return NAME_BY_CODE.get(code);
}

/** The number to write for a name; `OTHER` for names without one. */
export function languageCode(name: string | undefined): number {
  return name !== undefined && Object.hasOwn(LANGUAGE_CODES, name)
    ? LANGUAGE_CODES[name as LanguageName]
    : LANGUAGE_CODES.OTHER;
}
