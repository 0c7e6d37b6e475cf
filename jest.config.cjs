const common = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.cordon'],
};
module.exports = {
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['\\.(moto|stage)\\.test\\.ts$'],
    },
    { ...common, displayName: 'moto', testMatch: ['<rootDir>/test/**/*.moto.test.ts'] },
    { ...common, displayName: 'stage', testMatch: ['<rootDir>/test/**/*.stage.test.ts'] },
  ],
};
