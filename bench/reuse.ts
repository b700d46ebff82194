/**
 * `npm run bench -- reuse`: what it saves that designs share the runs they have in common (docs/decisions/0012).
 */
import { designs, mutants } from '../model/designs/index.ts'
import type { Design } from '../model/kernel/design.ts'
import { linux, partsOf } from '../model/kernel/linux.ts'
import type { Parts } from '../model/kernel/parts.ts'
import mutant from '../model/designs/mutants/off-by-a-page.ts'
import { runSweep } from '../properties/search/sweep.ts'
import { rules } from '../spec/rules/index.ts'
import { cpuSeconds, median } from './measure.ts'
import { count, table } from './table.ts'

const ROUNDS = 5
const COPIES = 100

const made: Parts = partsOf(mutant)!

/** Designs of which each has one part that is its own function, and answers as the mutant's does. */
const copies = (own: () => Partial<Parts>): Design[] =>
  Array.from({ length: COPIES }, (_, i) => linux({ ...mutant, id: `copy-${i}` }, { ...made, ...own() }))

interface Crowd {
  readonly name: string
  readonly designs: readonly Design[]
  readonly scenarios: number
}

const CROWDS: readonly Crowd[] = [
  { name: 'the designs', designs, scenarios: 200 },
  { name: 'the designs and their mutants', designs: [...designs, ...mutants], scenarios: 200 },
  {
    name: `${COPIES} of a mutant, own part seldom called (virtMapSg)`,
    designs: copies(() => ({ virtMapSg: (...args) => made.virtMapSg(...args) })),
    scenarios: 30,
  },
  {
    name: `${COPIES} of a mutant, own part called late (unmapSg)`,
    designs: copies(() => ({ unmapSg: (...args) => made.unmapSg(...args) })),
    scenarios: 30,
  },
  {
    name: `${COPIES} of a mutant, own part in every list (classify)`,
    designs: copies(() => ({ classify: (...args) => made.classify(...args) })),
    scenarios: 30,
  },
]

/** Seconds of CPU, without reuse and with it, side by side. */
const pair = ({ designs: asked, scenarios }: Crowd, seed: number): readonly [off: number, on: number] => {
  const sweep = { driver: 'random', scope: 'wide', runs: scenarios, seed } as const
  const time = (reuse: boolean): number => cpuSeconds(() => runSweep(sweep, rules, asked, [], undefined, reuse))
  if (seed % 2 === 0) return [time(false), time(true)]
  const on = time(true)
  return [time(false), on]
}

export const reuse = async (print: (text: string) => void): Promise<void> => {
  const rows = CROWDS.map((crowd): string[] => {
    const rounds = Array.from({ length: ROUNDS + 1 }, (_, seed) => pair(crowd, seed)).slice(1)
    const per = (seconds: number): string => `${count((seconds / crowd.scenarios / crowd.designs.length) * 1e6)} us`
    const ratios = rounds.map(([off, on]) => off / on)
    return [
      crowd.name,
      per(median(rounds.map(([off]) => off))),
      per(median(rounds.map(([, on]) => on))),
      `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} .. ${Math.max(...ratios).toFixed(2)})`,
    ]
  })
  print(`CPU a design and scenario of scope wide, median of ${ROUNDS} seeds, each with reuse and without:`)
  print(table(['asked', 'without reuse', 'with reuse', 'times as fast'], rows))
}
