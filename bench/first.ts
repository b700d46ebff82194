/**
 * `npm run bench -- first`: for every violated cell how many random runs it takes to meet the violation, over 9 seeds,
 * and whether each of them shrinks to the least size that the exhaustive driver proves.
 *
 * Runs and sizes are the same on every machine: they are compared with `first-violations.json`, and a test asks some of
 * them again. `npm run bench -- first --update` writes that file.
 */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { designs } from '../model/designs/index.ts'
import { sweepsFor } from '../properties/search/sweeps.ts'
import { tryFile, writeWhole } from '../spec/files/write.ts'
import { exhausted } from '../properties/scopes/index.ts'
import { size } from '../properties/shrink/size.ts'
import { workers } from '../properties/workers/workers.ts'
import { ROOT_FOLDER } from '../spec/files/library.ts'
import { rules } from '../spec/rules/index.ts'
import { CAP, FILE, nameOf, violatedCells, type Pinned, type PinnedCells } from './first-cells.ts'
import type { Met } from './first-seeds.ts'
import { exact, table } from './table.ts'

/** Seeds 1 to 9: since wide is drawn by slants, all 31 take a quarter of an hour of two idle cores, and were not gone through yet. */
const SEEDS = 9
export const first = async (print: (text: string) => void, update: boolean): Promise<void> => {
  if (update) tryFile('--update', FILE)
  const cells = violatedCells()
  const leasts = await proved()
  const seeds = (await Promise.all([0, 1].map((half) => metBy(half)))).flat().toSorted((a, b) => a.seed - b.seed)
  const found = Object.fromEntries(
    cells.map((cell, i) => [
      nameOf(cell),
      rowOf(
        leasts.get(nameOf(cell)),
        seeds.map(({ met }) => met[i]),
      ),
    ]),
  )
  print(tell(found))
  const text = write(found)
  if (update) writeWhole('--update', FILE, text)
  const same = existsSync(FILE) && readFileSync(FILE, 'utf8') === text
  print(same ? '\nas bench/first-violations.json says' : '\nbench/first-violations.json says something else')
  if (!same) process.exitCode = 1
}

/** Every other seed, in a process of its own: two have two cores. */
const metBy = async (half: number): Promise<Met[]> => {
  const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1).filter((seed) => seed % 2 === half)
  const child = ['--import', 'tsx', `${ROOT_FOLDER}bench/first-seeds.ts`, ...seeds.map(String)]
  const { stdout } = await promisify(execFile)(process.execPath, child, { maxBuffer: 2 ** 26, cwd: ROOT_FOLDER })
  return JSON.parse(stdout) as Met[]
}

interface Least {
  readonly size: number
  readonly scope: string
}

/** By cell: the least that the exhaustive driver finds in any of its scopes. */
const proved = async (): Promise<Map<string, Least>> => {
  const sweeps = sweepsFor(exhausted, 0, 0).filter(({ driver }) => driver === 'exhaustive')
  const leasts = new Map<string, Least>()
  const searcher = workers()
  const results = await searcher.sweep(sweeps, rules, designs)
  await searcher.end()
  for (const { sweep, cells } of results)
    for (const { rule, design, least } of cells) {
      const known = leasts.get(`${rule} ${design}`)
      if (least !== undefined && (known === undefined || size(least) < known.size))
        leasts.set(`${rule} ${design}`, { size: size(least), scope: sweep.scope })
    }
  return leasts
}

const rowOf = (least: Least | undefined, firsts: readonly Met['met'][number][]): Pinned => ({
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
