import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Milliseconds. The longest test takes a tenth of it on an idle machine. */
const TIMEOUT = 120_000

/** Each worker has one processor, and makes much garbage: as for the workers of a check (`properties/workers/pool.ts`). */
const execArgv = ['--single-threaded', '--max-semi-space-size=64']

/** Saved scenarios first: what was once found is asked again before anything new is looked for. */
export default defineConfig({
  test: {
    // Left to itself vitest keeps one processor free, which is half of a small machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'replay',
          include: ['counterexamples/**/*.test.ts'],
          sequence: { groupOrder: 0 },
          testTimeout: TIMEOUT,
          execArgv,
        },
      },
      {
        // Files of docs/tutorial import the package, as a reader's own do.
        resolve: {
          alias: [
            { find: /^p2pdma-spec$/, replacement: `${import.meta.dirname}/index.ts` },
            { find: /^p2pdma-spec\/designs\/(.*)$/, replacement: `${import.meta.dirname}/model/designs/$1.ts` },
          ],
        },
        test: {
          name: 'suites',
          include: ['{properties,conformance,machines,bench,cli}/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: TIMEOUT,
          // What a suite prepares and takes away waits for the same loaded machine as its tests.
          hookTimeout: TIMEOUT,
          // Suites change nothing that outlives them, so a worker loads the model once for all that it runs.
          isolate: false,
          execArgv,
        },
      },
    ],
  },
})
