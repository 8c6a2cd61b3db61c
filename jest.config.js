// One project a kind of test, so that `npm test -- --selectProjects unit` runs just that kind.
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^nestjs-rocketmq$': '<rootDir>/lib/index.ts',
    '^nestjs-rocketmq/(.*)$': '<rootDir>/lib/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: { '^.+\\.ts$': '@swc/jest' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/build'],
};

const project = (displayName, extra = {}) => ({
  ...common,
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.spec.ts`],
  ...extra,
});

export default {
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  testTimeout: 30_000,
  coverageProvider: 'babel',
  collectCoverageFrom: ['lib/**/*.ts'],
  reporters: ['default', '<rootDir>/test/summary-reporter.js'],
  projects: [
    project('unit'),
    project('architecture'),
    project('types'),
    project('readme'),
    project('integration'),
    project('fuzz'),
    project('long'),
    project('e2e'),
    project('sample-app', { testMatch: ['<rootDir>/sample-app/**/*.spec.ts'] }),
    project('packaging'),
    project('interop', {
      globalSetup: '<rootDir>/test/interop/harness/global-setup.js',
      globalTeardown: '<rootDir>/test/interop/harness/global-teardown.js',
    }),
  ],
};
