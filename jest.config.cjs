// The CDK looks at each template again after it synthesised it: 5 s a time, and only to warn. cfn-lint, cfn-guard and cdk-nag look
// at the very same templates, and what they find fails a test (test/cdk/static-checks.test.ts).
process.env.CDK_VALIDATION ??= 'false';

const common = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'cjs', 'mjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.cordon'],
};
module.exports = {
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: ['\\.(moto|stage|page)\\.test\\.ts$'],
    },
    { ...common, displayName: 'moto', testMatch: ['<rootDir>/test/**/*.moto.test.ts'] },
    { ...common, displayName: 'stage', testMatch: ['<rootDir>/test/**/*.stage.test.ts'] },
    { ...common, displayName: 'page', testMatch: ['<rootDir>/test/**/*.page.test.ts'] },
  ],
};
