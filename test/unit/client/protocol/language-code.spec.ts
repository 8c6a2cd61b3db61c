import { describe, expect, it } from '@jest/globals';
import { LANGUAGE_CODES, languageCode, languageName } from '../../../../lib/client/protocol/language-code.js';

describe('language codes', () => {
  it('are those of the Java enum, in its order', () => {
    const names = Array.from({ length: 14 }, (_, code) => languageName(code));

    expect(names.join(' ')).toBe('JAVA CPP DOTNET PYTHON DELPHI ERLANG RUBY OTHER HTTP GO PHP OMS RUST NODE_JS');
  });

  it.each(Object.entries(LANGUAGE_CODES))('turn %s into %d and back', (name, code) => {
    const there = languageCode(name);

    expect(there).toBe(code);
    expect(languageName(there)).toBe(name);
  });

  it.each([undefined, '', 'COBOL', 'java', 'constructor'])('write the name %j as OTHER', (name) => {
    const code = languageCode(name);

    expect(code).toBe(LANGUAGE_CODES.OTHER);
  });

  it.each([14, -1, 127])('have no name for %d', (code) => {
    const name = languageName(code);

    expect(name).toBeUndefined();
  });
});
