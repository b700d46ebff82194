/**
 * A sweep of merged sequences. Each kernel's memory is gone through once: designs that have the same see the same.
 */
import { layOut } from '../../model/machine/layout.ts'
import { ENTRY_POINTS, type Design } from '../../model/kernel/design.ts'
import { compileOn, type ScenarioFile } from '../../model/scenario/file.ts'
import type { Always, Rule } from '../../spec/rule.ts'
import { exhaust, type Part } from '../drivers/drivers.ts'
import { mergeSequences, type Sequences } from '../drivers/merged.ts'
import { frameOf, type Moves } from '../generate/moves.ts'
import { movesMachine } from '../generate/moves-machine.ts'
import { picking } from '../generate/pick.ts'
import { note, nothingObserved, unmetIn } from './all-runs.ts'
import { noteHappened, type Happened } from './happened.ts'
import { count, type Row } from './visit.ts'

/** The parts of such a scope: devices, what is mapped, and a theme each. */
export const mergedParts = (moves: Moves): Sequences[] => {
  const parts: Sequences[] = []
  exhaust((choose) => {
    const pick = picking(choose)
    parts.push({ machine: movesMachine(pick, moves.devices), most: moves.steps, ...frameOf(pick, moves) })
  })
  return parts
}

/** Told of each step that is taken, and of the cells that it breaks. */
export type Told = (file: ScenarioFile, broken: ReadonlySet<string>) => void

/** Fills in what was seen. Returns how many worlds the memory of each design comes to. */
export const sweepMerged = (
  moves: Moves,
  { index, of }: Part,
  byDesign: ReadonlyMap<Design, readonly Row[]>,
  happened: Readonly<Record<string, Happened>>,
  told: Told,
): Record<string, number> => {
  const worlds: Record<string, number> = {}
  const parts = mergedParts(moves).filter((_, i) => i % of === index)
  for (const designs of kernelsOf([...byDesign.keys()]))
    for (const part of parts) {
      const count = sweepKernel(part, designs, byDesign, happened, told)
      for (const { id } of designs) worlds[id] = (worlds[id] ?? 0) + count
    }
  return worlds
}

/** Designs with memory that moves, those together that answer alike about it. */
const kernelsOf = (designs: readonly Design[]): Design[][] => {
  const signs = new Map<unknown, number>()
  const place = (part: unknown): number => {
    const known = signs.get(part) ?? signs.size
    signs.set(part, known)
    return known
  }
  const kernels = new Map<string, Design[]>()
  for (const design of designs.filter(({ memory }) => memory !== undefined)) {
    const has = ENTRY_POINTS.map((entry) => design[entry] !== undefined)
    const sign = JSON.stringify([place(design.memory), place(design.groupOf), has])
    kernels.set(sign, [...(kernels.get(sign) ?? []), design])
  }
  return [...kernels.values()]
}

const sweepKernel = (
  part: Sequences,
  designs: readonly Design[],
  byDesign: ReadonlyMap<Design, readonly Row[]>,
  happened: Readonly<Record<string, Happened>>,
  told: Told,
): number => {
  const rows = designs.flatMap((design) => byDesign.get(design)!)
  const rules = [...new Set(rows.map(({ rule }) => rule))].filter(isOfWorlds)
  const seenOf = rules.map((rule) => rows.filter((row) => row.rule === rule).map(({ seen }) => seen))
  const machine = layOut(part.machine)
  const unmetOfMachine = rules.map(unmetIn({ machine, operations: [] }))
  const counts = mergeSequences(designs[0], rules, part, ({ file, event, said }) => {
    const broken = new Set<string>()
    for (const { id } of designs) noteHappened(happened[id], event.operation.kind, event.outcome)
    for (const [i, { fired = false, broken: finding }] of said.entries()) {
      if (!fired && finding === undefined) continue
      const found = nothingObserved()
      const unmet = finding === undefined ? unmetOfMachine[i] : unmetIn(compileOn(machine, file.steps))(rules[i])
      note(found, fired, finding && event.index, unmet)
      for (const seen of seenOf[i]) {
        count(seen, found, file)
        if (found.broken !== undefined) broken.add(`${seen.design} ${seen.rule}`)
      }
    }
    told(file, broken)
  })
  return counts.reduce((sum, worlds) => sum + worlds)
}

/** What depends on the way to a world is not asked of worlds: other runs, and assumptions about a whole run. */
export const isOfWorlds = (rule: Rule): rule is Always<unknown> =>
  rule.kind === 'always' && rule.needs.includes('memory') && rule.assumptions.every(({ holdsIn }) => !holdsIn)
