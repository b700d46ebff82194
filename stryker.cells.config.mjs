/** How `npm run mutation:cells` asks what a check alone notices; docs/mutation.md has its result. */
import { mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import usual from './stryker.config.mjs'

const noticed = (process.env.P2PSPEC_NOTICED ??= resolve('reports/mutation/noticed.txt'))
mkdirSync(resolve(noticed, '..'), { recursive: true })
rmSync(noticed, { force: true })

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
