import { describe, expect, it } from '@jest/globals';
import { diagnosticsProblems, diagnosticsSettings } from '../../../../lib/client/diagnostics/diagnostics-options.js';
import { InvalidOptionsError } from '../../../../lib/client/errors/input-errors.js';
import { resolveClientOptions } from '../../../../lib/client/rocketmq-client-options.js';
import { thrownBy } from '../../../fixtures/caught.js';

describe('the option diagnostics', () => {
  it('includes neither keys nor bodies unless asked', () => {
    expect(diagnosticsSettings('id', {})).toEqual({ clientId: 'id', includeKeys: false, includeBody: false });
    expect(diagnosticsSettings('id', { includeKeys: true, includeBody: true })).toEqual({
      clientId: 'id',
      includeKeys: true,
      includeBody: true,
    });
  });

  it.each([undefined, {}, { includeKeys: true }, { includeBody: false, includeKeys: undefined }])(
    'takes %j',
    (options) => {
      expect(diagnosticsProblems(options)).toEqual([]);
    },
  );

  it.each([
    [null, ['diagnostics must be an object with includeKeys or includeBody']],
    [true, ['diagnostics must be an object with includeKeys or includeBody']],
    [[], ['diagnostics must be an object with includeKeys or includeBody']],
    [
      { includeBodies: true, includeKeys: 'yes' },
      [
        'diagnostics.includeBodies is not known, the options are includeKeys, includeBody',
        'diagnostics.includeKeys must be true or false',
      ],
    ],
  ])('refuses %j', (options, problems) => {
    expect(diagnosticsProblems(options)).toEqual(problems);
  });

  it('is checked with the other options of a client', () => {
    const error = thrownBy(() =>
      resolveClientOptions({ nameServers: 'ns:9876', diagnostics: { includeBody: 1 as never } }),
    );

    expect((error as InvalidOptionsError).problems).toEqual(['diagnostics.includeBody must be true or false']);
  });
});
