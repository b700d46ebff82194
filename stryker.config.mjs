/** How `npm run mutation` tests the tests; docs/mutation.md has its result. */
/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  plugins: ['./properties/mutation/runner.ts'],
  testRunner: 'model',
  testRunnerNodeArgs: ['--import', 'tsx'],
  checkerNodeArgs: ['--import', 'tsx'],
  mutate: ['model/**/*.ts', 'spec/rules/**/*.ts'],
  coverageAnalysis: 'perTest',
  // Mutants of what runs only while files are loaded need a new process each; docs/mutation.md counts them.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { reportTests: false, reportMutants: false, allowColor: false },
  thresholds: { high: 90, low: 80, break: 80 },
  concurrency: 2,
  timeoutMS: 3000,
  timeoutFactor: 2,
  // TypeScript 7 has no parser to ask, and there is nothing to rewrite.
  tsconfigFile: 'none',
  // What no suite reads.
  ignorePatterns: ['bench'],
  tempDirName: '.stryker-tmp',
}
