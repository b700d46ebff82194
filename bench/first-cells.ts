/**
 * The violated cells, and what is pinned of how soon each is met.
 */
import { existsSync, readFileSync } from 'node:fs'
import { designs } from '../model/designs/index.ts'
import { NOT_IN_WIDE } from '../properties/scopes/wide.ts'
import type { Violated } from '../properties/search/first.ts'
import { readExpected } from '../spec/files/expected.ts'
import { ROOT_FOLDER } from '../spec/files/library.ts'
import { families, rules } from '../spec/rules/index.ts'

/** A seed that has not met a violation in so many runs is said not to. */
export const CAP = 40_000
export const FILE = `${ROOT_FOLDER}bench/first-violations.json`

/** What is pinned of a cell. */
export interface Pinned {
  /** Least size that the exhaustive driver proves, and in which scope; null: no scope that it goes through has it. */
  readonly least: number | null
  readonly scope: string | null
  /** By seed, from 1: runs to the first violation; null: none in `CAP`. */
  readonly runs: readonly (number | null)[]
  /** Sizes that the seeds shrank to, each once. */
  readonly sizes: readonly number[]
}
export type PinnedCells = Readonly<Record<string, Pinned>>

/**
 * The violated cells of the matrix. What must happen once (`exists`) cannot be shown broken by a scenario; what wide never draws it
 * never meets; and what a design has from its basis its basis shows.
 */
export const violatedCells = (): Violated[] => {
  const expected = readExpected()
  const elsewhere = new Set(families.flatMap(({ name, rules: own }) => (NOT_IN_WIDE.has(name) ? own : [])))
  return rules
    .filter((rule) => rule.kind !== 'exists' && !elsewhere.has(rule))
    .flatMap((rule) =>
      designs
        .filter(({ id, basis }) => basis === undefined && expected.designs[rule.id]?.[id] === 'violated')
        .map((design) => ({ rule, design })),
    )
}

export const nameOf = ({ rule, design }: Violated): string => `${rule.id} ${design.id}`

export const pinned = (): PinnedCells =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as PinnedCells) : {}
