/** A block taken as one step: all its schedules are gone through, and what they come to is one choice. */
import type { Choose } from '../choose.ts'
import type { Design } from '../kernel/design.ts'
import { isHeard } from '../kernel/heard-memory.ts'
import type { MmDesign } from '../kernel/mm/parts.ts'
import { DONE, NOT_APPLICABLE, type Stepped } from '../outcome.ts'
import type { World } from '../world.ts'
import type { Block } from './block.ts'
import { explore, type Explored } from './explore.ts'

/** The first step of a block stands for all of it; the others add nothing. */
export const runBlock = (design: Design, world: World, index: number, block: Block, choose: Choose): Stepped => {
  if (design.memory === undefined) return { world, outcome: NOT_APPLICABLE }
  if (index !== block.first) return { world, outcome: DONE }
  const { ends } = explored(design.memory, world, block)
  const { mm, meant, ...outcome } = ends[choose('schedule', ends.length)]
  return { world: { ...world, mm, meant }, outcome: { kind: 'beside', ...outcome } }
}

/**
 * Whoever chooses another schedule comes back: with the same world where designs share their runs, and then somebody listens to
 * what is read; else with an equal one, for the scenario is run anew.
 */
const explored = (memory: MmDesign, world: World, block: Block): Explored =>
  isHeard(memory) ? same(memory, world, block) : equal(memory, world, block)

const same = (memory: MmDesign, world: World, block: Block): Explored => {
  const ofWorld = byWorld.get(world) ?? new Map<MmDesign, Explored>()
  byWorld.set(world, ofWorld)
  const found = ofWorld.get(memory) ?? explore(memory, world, block)
  ofWorld.set(memory, found)
  return found
}
const byWorld = new WeakMap<World, Map<MmDesign, Explored>>()

/** Blocks that are kept, at most: `explain` asks for one again with each change of a machine that its memory does not feel. */
const KEPT = 100

const equal = (memory: MmDesign, { mm, meant }: World, block: Block): Explored => {
  const known = byMemory.get(memory) ?? new Map<string, Explored>()
  byMemory.set(memory, known)
  const key = JSON.stringify([{ ...mm, told: undefined }, meant, block])
  const found = known.get(key) ?? explore(memory, { mm, meant }, block)
  if (known.size >= KEPT) known.clear()
  known.set(key, found)
  return found
}
const byMemory = new WeakMap<MmDesign, Map<string, Explored>>()
