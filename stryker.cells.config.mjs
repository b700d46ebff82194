/** How `npm run mutation:cells` asks what a check alone notices; docs/mutation.md has its result. */
import usual from './stryker.config.mjs'

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  ...usual,
  plugins: ['./properties/mutation/cells-runner.ts'],
  testRunner: 'cells',
  mutate: ['model/kernel/**/*.ts'],
  incremental: false,
  reporters: ['progress-append-only'],
  thresholds: { high: 90, low: 80, break: null },
  concurrency: 1,
}
