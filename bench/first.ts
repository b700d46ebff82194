/**
 * `npm run bench -- first`: for every violated cell how many random runs it takes to meet the violation, over 31 seeds,
 * and whether each of the 31 shrinks to the least size that the exhaustive driver proves.
 *
 * Runs and sizes are the same on every machine: they are compared with `first-violations.json`, and a test asks some of
 * them again. `npm run bench -- first --update` writes that file.
 */
import { existsSync, readFileSync } from 'node:fs'
import { designs } from '../model/designs/index.ts'
import { looksFor } from '../properties/check.ts'
import { firstViolations, type First, type Violated } from '../properties/first.ts'
import { writeWhole } from '../properties/keep.ts'
import { lookInThreads } from '../properties/pool.ts'
import { exhausted, wide } from '../properties/scope.ts'
import { size } from '../properties/size.ts'
import { readExpected } from '../spec/expected.ts'
import { ROOT_FOLDER } from '../spec/library.ts'
import { rules } from '../spec/rules/index.ts'
import { exact, table } from './table.ts'

/** Seeds 1 to 31. */
const SEEDS = 31
/** A seed that has not met a violation in so many runs is said not to. */
export const CAP = 4000
const FILE = `${ROOT_FOLDER}bench/first-violations.json`

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

/** The violated cells of the matrix; what must happen once (`exists`) cannot be shown broken by a scenario. */
export const violatedCells = (): Violated[] => {
  const expected = readExpected()
  return rules
    .filter(({ kind }) => kind !== 'exists')
    .flatMap((rule) =>
      designs.filter(({ id }) => expected.designs[rule.id]?.[id] === 'violated').map((design) => ({ rule, design })),
    )
}

export const nameOf = ({ rule, design }: Violated): string => `${rule.id} ${design.id}`

export const pinned = (): PinnedCells =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as PinnedCells) : {}

export const first = async (print: (text: string) => void, update: boolean): Promise<boolean> => {
  const cells = violatedCells()
  const leasts = await proved()
  const seeds = Array.from({ length: SEEDS }, (_, i) => firstViolations(cells, wide, i + 1, CAP))
  const found = Object.fromEntries(
    cells.map((cell, i) => [
      nameOf(cell),
      rowOf(
        leasts.get(nameOf(cell)),
        seeds.map((of) => of[i]),
      ),
    ]),
  )
  print(tell(found))
  const text = write(found)
  if (update) writeWhole(FILE, text)
  const same = existsSync(FILE) && readFileSync(FILE, 'utf8') === text
  print(same ? '\nas bench/first-violations.json says' : '\nbench/first-violations.json says something else')
  return same
}

interface Least {
  readonly size: number
  readonly scope: string
}

/** By cell: the least that the exhaustive driver finds in any of its scopes. */
const proved = async (): Promise<Map<string, Least>> => {
  const looks = looksFor(exhausted, 0, 0).filter(({ driver }) => driver === 'exhaustive')
  const leasts = new Map<string, Least>()
  for (const { look, cells } of await lookInThreads()(looks, rules, designs))
    for (const { rule, design, least } of cells) {
      const known = leasts.get(`${rule} ${design}`)
      if (least !== undefined && (known === undefined || size(least) < known.size))
        leasts.set(`${rule} ${design}`, { size: size(least), scope: look.scope })
    }
  return leasts
}

const rowOf = (least: Least | undefined, firsts: readonly (First | undefined)[]): Pinned => ({
  least: least?.size ?? null,
  scope: least?.scope ?? null,
  runs: firsts.map((one) => one?.runs ?? null),
  sizes: [...new Set(firsts.flatMap((one) => one?.size ?? []))].toSorted((a, b) => a - b),
})

/** A line a cell, so that a difference is a line. */
const write = (cells: PinnedCells): string =>
  `{\n${Object.entries(cells)
    .map(([name, row]) => `  ${JSON.stringify(name)}: ${JSON.stringify(row)}`)
    .join(',\n')}\n}\n`

const tell = (cells: PinnedCells): string =>
  table(
    ['cell', 'runs: median', 'worst', 'not met', 'least', 'proved in', 'shrunk to'],
    Object.entries(cells).map(([name, { least, scope, runs, sizes }]) => {
      const sorted = runs.map((n) => n ?? Infinity).toSorted((a, b) => a - b)
      const told = (n: number): string => (n === Infinity ? `over ${exact(CAP)}` : exact(n))
      const missed = runs.filter((n) => n === null).length
      const middle = sorted[Math.floor(sorted.length / 2)]
      return [
        name,
        told(middle),
        told(sorted.at(-1)!),
        String(missed),
        String(least ?? '-'),
        scope ?? '-',
        sizes.join(' '),
      ]
    }),
  )
