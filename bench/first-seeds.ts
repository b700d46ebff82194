/**
 * A process of `first.ts`: for each seed it is given the first violation of every cell, as JSON on standard output.
 */
import { pathToFileURL } from 'node:url'
import { firstViolations } from '../properties/search/first.ts'
import { wide } from '../properties/scopes/wide.ts'
import { CAP, violatedCells } from './first-cells.ts'

/** By cell, in the order of `violatedCells`; null: not met. */
export interface Met {
  readonly seed: number
  readonly met: readonly ({ readonly runs: number; readonly size: number } | null)[]
}

const metBy = (seed: number): Met => {
  const firsts = firstViolations(violatedCells(), wide, seed, CAP)
  return { seed, met: firsts.map((one) => (one === undefined ? null : { runs: one.runs, size: one.size })) }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  process.stdout.write(JSON.stringify(process.argv.slice(2).map((seed) => metBy(Number(seed)))))
