import { defineConfig } from 'vitest/config'

/** Saved scenarios first: what was once found is asked again before anything new is looked for. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'replay', include: ['counterexamples/**/*.test.ts'], sequence: { groupOrder: 0 } } },
      {
        test: {
          name: 'suites',
          include: ['{properties,conformance,cli}/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
        },
      },
    ],
  },
})
