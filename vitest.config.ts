import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Milliseconds. The longest test takes a tenth of it on an idle machine. */
const TIMEOUT = 120_000

/**
 * What begins first: saved scenarios, for what was once found is asked again before anything new is looked for. Then what takes
 * longest, so that no worker is alone at the end.
 */
const FIRST = [
  'counterexamples/replay',
  'cli/test/tutorial',
  'properties/check/check',
  'cli/test/told',
  'bench/z3',
  'cli/test/full',
]

class FirstThingsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    const place = ({ moduleId }: TestSpecification): number => {
      const known = FIRST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`))
      return known < 0 ? FIRST.length : known
    }
    return others.toSorted((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  // Files of docs/tutorial import the package, as a reader's own do.
  resolve: {
    alias: [
      { find: /^p2pdma-spec$/, replacement: `${import.meta.dirname}/index.ts` },
      { find: /^p2pdma-spec\/designs\/(.*)$/, replacement: `${import.meta.dirname}/model/designs/$1.ts` },
    ],
  },
  test: {
    include: ['{counterexamples,properties,conformance,machines,bench,cli}/**/*.test.ts'],
    sequence: { sequencer: FirstThingsFirst },
    testTimeout: TIMEOUT,
    // What a suite prepares and takes away waits for the same loaded machine as its tests.
    hookTimeout: TIMEOUT,
    // Suites change nothing that outlives them, so a worker loads the model once for all that it runs.
    isolate: false,
    // Left to itself vitest keeps one processor free, which is half of a small machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Each worker has one processor, and makes much garbage: as for the workers of a check (`properties/workers/pool.ts`).
    execArgv: ['--single-threaded', '--max-semi-space-size=64'],
  },
})
