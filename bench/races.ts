/**
 * `npm run bench -- races`: one race, gone through by this engine and by Spin, from a Promela model of its own. Both must find the
 * same ends; how many states each needs stands beside them.
 */
import { designNamed } from '../model/designs/index.ts'
import type { MmDesign } from '../model/kernel/mm/parts.ts'
import { blockOf, type Block } from '../model/schedule/block.ts'
import { explore, type BlockEnd, type BlockWorld } from '../model/schedule/explore.ts'
import { LITMUS_FOLDER, loadLitmus } from '../spec/files/library.ts'
import { run } from '../spec/judge.ts'
import { cpuSeconds, median } from './measure.ts'
import { withSpin } from './spin.ts'
import { count, exact, table } from './table.ts'

const RACE = 'dropped-while-a-device-faults.yaml'
const MODEL = 'race.pml'

/** What device and process have for the page when both have come to their end, as the Promela model calls it. */
const ENDS = ['IS_GONE', 'IS_OWN', 'IS_STALE', 'IS_UNMAPPED'] as const
type End = (typeof ENDS)[number]

const DRIVERS = [
  { design: 'linux-6.12', says: 'looks at the sequence', defines: [] },
  { design: 'driver-ignores-sequence', says: 'does not', defines: ['IGNORES'] },
] as const

const endOf = ({ mm: { memory } }: BlockEnd): End => {
  const entry = memory.spaces[0].entries[0]?.frame
  const mirror = Object.values(memory.mirrors)[0][0]?.frame
  if (mirror === undefined) return entry === undefined ? 'IS_GONE' : 'IS_UNMAPPED'
  return mirror === entry ? 'IS_OWN' : 'IS_STALE'
}

/** The two actors of the race, and the world that they find. */
const raceUnder = (name: string): readonly [MmDesign, BlockWorld, Block] => {
  const design = designNamed(name)!
  const events = run(design, loadLitmus(`${LITMUS_FOLDER}/${RACE}`).scenario, () => 0)
  const { before, operation } = events.find(({ outcome }) => outcome.kind === 'beside')!
  return [design.memory!, before, blockOf(operation)!]
}

const endsOf = (ends: readonly BlockEnd[]): readonly End[] => {
  const found = new Set(ends.map(endOf))
  return ENDS.filter((end) => found.has(end))
}

/** Spin's states without and with its reduction, and the ends that it reaches; undefined: it is not installed. */
const bySpin = (
  drivers: readonly string[],
): { readonly states: readonly number[]; readonly ends: readonly End[] } | undefined => {
  const asked = (end: string, reduces: boolean) =>
    withSpin({ file: MODEL, defines: [...drivers, `END=${end}`], reduces }, (pan) => pan())
  const all = [asked('false', false), asked('false', true)]
  if (all.includes(undefined)) return undefined
  return { states: all.map((found) => found!.states), ends: ENDS.filter((end) => asked(end, false)!.errors > 0) }
}

const ROUNDS = 5

const row = ({ design, says, defines }: (typeof DRIVERS)[number]): string[] => {
  const race = raceUnder(design)
  const merged = explore(...race)
  const naive = explore(...race, false)
  const ends = endsOf(merged.ends)
  const spin = bySpin(defines)
  for (const [who, others] of [['without merging', endsOf(naive.ends)] as const, ['Spin', spin?.ends ?? ends] as const])
    if (others.join() !== ends.join())
      throw new Error(`races, ${design}: found ${ends.join(' ')} and, ${who}, ${others.join(' ')}; accepted: the same`)
  const rate = median(Array.from({ length: ROUNDS }, () => merged.states / cpuSeconds(() => explore(...race))))
  return [
    says,
    exact(naive.states),
    exact(merged.states),
    ...(spin?.states.map(exact) ?? ['not installed', '']),
    count(rate),
    ends.map((end) => end.slice(3).toLowerCase()).join(', '),
  ]
}

export const races = async (print: (text: string) => void): Promise<void> => {
  print(`A device's driver faults a page in while the process drops it (spec/litmus/${RACE}).`)
  print(
    'An end: device and process have the page gone, own, or the device has a stale one. Ours tell who went last apart, too.',
  )
  const head = ['the driver', 'states, naive', 'merged', 'Spin', 'Spin, reduced', 'ours a CPU second', 'ends']
  print(table(head, DRIVERS.map(row)))
}
